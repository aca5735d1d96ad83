# One image for every service of every mode; the command says which one runs:
#   docker run … three-mode-lab sync-rest/order-service.ts
FROM node:24-slim AS app
WORKDIR /app
# A builder whose npm goes through a mirror names it: --build-arg NPM_CONFIG_REGISTRY=… Proxies are passed on by Docker.
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json .npmrc ./
COPY common/package.json common/
COPY sync-rest/package.json sync-rest/
COPY async-rabbitmq/package.json async-rabbitmq/
COPY streaming-kafka/package.json streaming-kafka/
# Optional is only the Node of the other way to run the lab; better-sqlite3 brings its binary, so no script need run.
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
  --workspace=common --workspace=sync-rest --workspace=async-rabbitmq --workspace=streaming-kafka
COPY common common
COPY sync-rest sync-rest
COPY async-rabbitmq async-rabbitmq
COPY streaming-kafka streaming-kafka
# Whatever the umask of the clone was, the services can read this and not write it.
RUN chmod -R u=rwX,go=rX .

# The bench, with services of its own to measure and break: docker build --target bench -t three-mode-lab-bench .
FROM app AS bench
COPY bench bench
RUN npm ci --omit=dev --omit=optional --ignore-scripts && chmod -R u=rwX,go=rX . && install -d -o node -g node -m 700 .lab
ENV NODE_ENV=production
USER node
ENTRYPOINT ["node"]

FROM node:24-slim
COPY --from=app /app /app
# A new named volume takes its owner from the folder of the image that it is mounted on.
RUN install -d -o node -g node -m 700 /data \
  && install -d -o node -g node /credentials /credentials/broker /credentials/orders /credentials/inventory /credentials/notifications \
  /credentials/payments /credentials/operator /credentials/service /credentials/metrics
ENV NODE_ENV=production LAB_HOST=0.0.0.0 LAB_PORT=8080 LAB_DATA_DIR=/data
WORKDIR /app
USER node
EXPOSE 8080
HEALTHCHECK --interval=3s --timeout=10s --start-period=60s --retries=5 \
  CMD ["node", "-e", "require('http').get('http://127.0.0.1:8080/ready', (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# As bench/lab/node-flags.ts says, and why.
ENTRYPOINT ["node", "--max-old-space-size=112", "--max-semi-space-size=16"]
