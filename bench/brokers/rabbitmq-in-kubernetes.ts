import { BROKER, credentials, type InKubernetes } from './in-kubernetes.ts';

/** What RabbitMQ's cluster operator makes beside a cluster: one user, and how to reach it as that user. */
const secret = `${BROKER}-default-user`;
const key = 'connection_string';

/** One user for all: the operator makes no other. Exchanges and queues are declared by the services. */
export const rabbitmqInKubernetes: InKubernetes = {
  pods: { 'app.kubernetes.io/name': BROKER, 'app.kubernetes.io/component': 'rabbitmq' },
  port: 5672,
  access: () => ({
    env: { AMQP_URL_FILE: `${credentials}/${BROKER}/${key}`, LAB_REPLICAS: '3' },
    secrets: { [BROKER]: secret },
  }),
  benchAccess: () => ({
    env: [{ name: 'AMQP_URL', valueFrom: { secretKeyRef: { name: secret, key } } }],
    secrets: {},
  }),
  resources: () => [],
};
