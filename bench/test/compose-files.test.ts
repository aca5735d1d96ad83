import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Role, serviceNames } from '../../common/workflow/message-table.ts';
import { backends, SHOP_RATE } from '../lab/gateway/gateway.ts';
import { everyServiceOf } from '../lab/outside.ts';
import { usual } from '../lab/provider/provider.ts';
import { modes } from '../modes.ts';
import { optionalImages } from '../tools/compose/images.ts';
import { callFolders, eventFolders, modeFolders, projectFiles, read } from './sources.ts';

const files = projectFiles.filter((path) => /\/docker-compose[\w.]*\.yml$/.test(path));
const withoutComments = (path: string) => read(path).replace(/^\s*#.*$|\s#\s.*$/gm, '');
const lines = files.flatMap((path) =>
  withoutComments(path)
    .split('\n')
    .map((line, index) => ({ where: `${path}:${index + 1}`, line })),
);
const holding = (pattern: RegExp) => lines.filter(({ line }) => pattern.test(line)).map(({ where }) => where);

test('there are compose files in every mode, plain, for debugging and for a whole shop, and with a broker for three nodes of it', () => {
  const wanted = modeFolders.flatMap((mode) =>
    ['docker-compose.debug.yml', 'docker-compose.shop.yml', 'docker-compose.yml'].map((name) => `${mode}/${name}`),
  );
  const clusters = eventFolders.map((mode) => `${mode}/docker-compose.cluster.yml`);
  expect(files).toEqual([...wanted, ...clusters].sort());
});

test('the image holds every mode: the builder is given its folder, installs its packages and copies it', () => {
  const dockerfile = read('Dockerfile');
  for (const folder of ['common', ...modeFolders]) {
    expect(read('.dockerignore').split('\n'), folder).toContain(`!${folder}`);
    expect(dockerfile.split('\n')).toContain(`COPY ${folder}/package.json ${folder}/`);
    expect(dockerfile.split('\n')).toContain(`COPY ${folder} ${folder}`);
    expect(dockerfile).toMatch(new RegExp(`--workspace=${folder}\\b`));
  }
});

test.each<[string, RegExp]>([
  ['name', /^name:/],
  ['include', /^include:/],
  ['version, which 1.29 would take for an old format', /^version:/],
  ['develop', /^\s+develop:/],
  ['host_ip of a long port', /host_ip:/],
  ['start_interval', /start_interval:/],
  ['the alternative of a variable', /\$\{\w+:?\+/],
  ['a default within a default', /\$\{\w+:-[^}]*\$\{/],
  ['dockerfile_inline', /dockerfile_inline:/],
  ['a bare boolean as an environment variable', /^\s+[A-Z][A-Z0-9_]+: (true|false|yes|no|on|off)\s*$/],
])('docker-compose 1.29 rejects or misreads %s: not used', (_, pattern) => {
  expect(holding(pattern)).toEqual([]);
});

test('every port is published on loopback', () => {
  const published = lines.flatMap(({ where, line }) => (/^\s+ports:/.test(line) ? [{ where, line }] : []));
  expect(published.length).toBeGreaterThan(15);
  const onLoopback = /^\s+ports: \[(?:"127\.0\.0\.1:(?:\d+|\$\{\w+:-\d+\}):\d+"(?:, (?=")|(?=\])))+\]$/;
  expect(published.filter(({ line }) => !onLoopback.test(line))).toEqual([]);
});

test('every image of somebody else has a version', () => {
  const images = lines.flatMap(({ line }) => /^\s+image: (?:\$\{\w+:-)?([^\s}]+)/.exec(line)?.[1] ?? []);
  const foreign = images.filter((image) => !/^three-mode-lab(-bench)?$/.test(image));
  expect(foreign.length).toBeGreaterThanOrEqual(8);
  expect(foreign.filter((image) => !/:v?\d[\w.-]*$/.test(image))).toEqual([]);
});

test('images that can be exchanged are those that the compose tests look for', () => {
  const exchanged = lines.flatMap(({ line }) => {
    const [, variable = '', image = ''] = /^\s+image: \$\{(\w+):-([^\s}]+)\}$/.exec(line) ?? [];
    return variable in optionalImages ? [[variable, image]] : [];
  });
  expect(new Set(exchanged.map(([variable]) => variable))).toEqual(new Set(Object.keys(optionalImages)));
  for (const [variable = '', image] of exchanged) expect(optionalImages).toHaveProperty(variable, image);
});

test('the classic builder has neither syntax lines nor heredocs', () => {
  expect(read('Dockerfile')).not.toMatch(/^# *syntax=|<</m);
  expect(read('Dockerfile').match(/^FROM \S+/gm)).toEqual(['FROM node:24-slim', 'FROM app', 'FROM node:24-slim']);
});

/** The services of a compose file by name, each with its lines and those of the anchors it takes in. */
function servicesOf(path: string): [string, string][] {
  const text = withoutComments(path);
  const anchors = new Map(
    [...text.matchAll(/^x-\w+: &(\w+)\n((?: .*\n|\n)+)/gm)].map(([, name = '', body = '']) => [name, body]),
  );
  const withAnchors = (body: string): string =>
    body.replace(/<<: \*(\w+)/g, (taken, anchor: string) => withAnchors(anchors.get(anchor) ?? '') || taken);
  const part = /^services:\n((?: .*\n|\n)+)/m.exec(text)?.[1] ?? '';
  return [...part.matchAll(/^ {2}([\w-]+):\n((?: {3,}.*\n|\n)+)/gm)].map(([, name = '', body = '']) => [
    name,
    withAnchors(body),
  ]);
}

const plain = files.filter((path) => path.endsWith('/docker-compose.yml'));
const clusters = files.filter((path) => path.endsWith('/docker-compose.cluster.yml'));
const shops = files.filter((path) => path.endsWith('/docker-compose.shop.yml'));
/** What a file adds, and does not only tell more of. */
const addedBy = (path: string) => servicesOf(path).filter(([, body]) => /^ +image:/m.test(body));

test.each([...plain, ...clusters, ...shops])(
  '%s: no container may write to its image, keep a capability, gain a privilege or take all there is',
  (path) => {
    const services = addedBy(path);
    expect(services.length).toBeGreaterThanOrEqual(clusters.includes(path) ? 2 : 5);
    const wanted = [
      /^ +read_only: true$/m,
      /^ +cap_drop: \[ALL\]$/m,
      /^ +security_opt: \["no-new-privileges:true"\]$/m,
      /^ +mem_limit: \d+[mg]$/m,
      /^ +pids_limit: \d+$/m,
      /^ +init: true$/m,
    ];
    const loose = services.flatMap(([name, body]) =>
      wanted.filter((line) => !line.test(body)).map((line) => `${name}: ${line}`),
    );
    expect(loose).toEqual([]);
    expect(
      services.filter(([, body]) => /privileged:|cap_add:|network_mode:|pid: host|docker\.sock/.test(body)),
    ).toEqual([]);
  },
);

test.each(plain)('%s: the broker is on the network that leads nowhere, alone, and publishes no port', (path) => {
  const services = new Map(servicesOf(path));
  const broker = services.get('broker');
  expect(broker === undefined).toBe(callFolders.some((folder) => path.startsWith(`${folder}/`)));
  if (broker === undefined) return;
  expect(/^ +networks: (.*)$/m.exec(broker)?.[1]).toBe('[inside]');
  expect(broker).not.toMatch(/^ +ports:/m);
  expect(withoutComments(path)).toMatch(/^ {2}inside: \{ internal: true \}$/m);
});

test.each(clusters)('%s: a node is what the one broker is, and no other may be reached from outside', (path) => {
  const one = new Map(servicesOf(path.replace('.cluster', ''))).get('broker') ?? '';
  const same = [/^ +image: \S+$/m, /^ +networks: \[inside\]$/m, /^ +test: .*$/m];
  for (const [name, node] of addedBy(path)) {
    const trimmed = (text: string | undefined) => text?.replace(/^ +/gm, '');
    for (const line of same) expect(trimmed(line.exec(node)?.[0]), name).toBe(trimmed(line.exec(one)?.[0]));
    expect(node, name).not.toMatch(/^ +ports:/m);
  }
});

test.each([...plain, ...shops])('%s: everything that stays up is asked whether it works', (path) => {
  // HEALTHCHECK of the Dockerfile; the image of the bench has none.
  const probedByImage = (body: string) => /image: three-mode-lab$/m.test(body) && !/image: .*-bench$/m.test(body);
  const unprobed = addedBy(path).filter(([, body]) => !/^ +healthcheck:/m.test(body) && !probedByImage(body));
  expect(unprobed.map(([name]) => name)).toEqual([]);
  expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
});

const gatewayBackends = [
  ...read('common/gateway/containers.cfg').matchAll(/^backend (\w+)\n {2}server \S+ ([\w-]+):8080 /gm),
];

test('the gateway of containers has every backend that its configuration leads to, by the names that the containers have', () => {
  const led = [...read('common/gateway/haproxy.cfg').matchAll(/^ {2}use_backend (\w+) /gm)].map(([, name]) => name);
  expect(led.length).toBeGreaterThan(4);
  expect(gatewayBackends.map(([, backend]) => backend)).toEqual(led);
  expect([...backends]).toEqual(led);
  const containers = new Set([...plain, ...shops].flatMap(servicesOf).map(([name]) => name));
  for (const [, backend, host = ''] of gatewayBackends) {
    expect(host, backend).toBe(backend === 'customers' ? 'customers-service' : serviceNames[backend as Role]);
    expect(containers).toContain(host);
  }
});

interface ComposeService {
  environment?: Record<string, string | number>;
  volumes?: string[];
  healthcheck?: { test?: string[] };
}
const shopOf = (path: string) =>
  (parse(read(path), { merge: true }) as { services: Record<string, ComposeService> }).services;

test.each(modes)(
  'in the whole shop of $name every service is told how orders are paid and who signs the tokens',
  (mode) => {
    const services = shopOf(`${mode.name}/docker-compose.shop.yml`);
    for (const { name } of everyServiceOf(mode)) {
      const { LAB_PAYMENT: shape, CUSTOMERS_URL: customers } = services[name]?.environment ?? {};
      expect([name, shape, customers]).toEqual([name, 'orchestrated', 'http://customers-service:8080']);
      expect(services[name]?.environment).toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
    }
    const found = mode.payment.finds?.((to) => `http://${serviceNames[to]}:8080`) ?? {};
    expect(services['order-service']?.environment).toMatchObject(found);
    expect(services['gateway']?.environment).toHaveProperty('GATEWAY_TOKENS');
  },
);

test.each(shops)('%s: a password is seen by whoever needs it, and by nobody else', (path) => {
  const seenBy = (volume: string) =>
    Object.entries(shopOf(path)).flatMap(([name, { volumes = [] }]) =>
      volumes.some((one) => one.startsWith(`${volume}:`)) ? [name] : [],
    );
  expect(seenBy('passwords-operator')).toEqual(['passwords', 'customers-service']);
  const services = Object.keys(shopOf(path)).filter((name) => name.endsWith('-service'));
  expect(new Set(seenBy('passwords-metrics'))).toEqual(new Set(['passwords', ...services, 'prometheus']));
  const calls = callFolders.some((folder) => path.startsWith(`${folder}/`));
  expect(seenBy('passwords-service')).toEqual(calls ? ['passwords', 'customers-service', 'order-service'] : []);
});

test('the stand-ins of a shop behave as those of npm start, and are asked as the services are', () => {
  const [, probe = ''] = /^HEALTHCHECK .*\n {2}CMD (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
  for (const path of shops) {
    expect(probe).toMatch(/ready/);
    for (const name of ['provider', 'mail'])
      expect(shopOf(path)[name]?.healthcheck?.test).toEqual(['CMD', ...(JSON.parse(probe) as string[])]);
    const { provider, mail } = shopOf(path);
    expect(JSON.parse(String(provider?.environment?.['PROVIDER_FAULTS']))).toEqual(usual);
    expect(mail?.environment?.['MAIL_SMTP_PORT']).toBe(
      Number(new URL(String(shopOf(path)['notification-service']?.environment?.['LAB_SMTP_URL'])).port),
    );
  }
});

test('the image runs as a user who is not root, and no script of a package runs while it is built', () => {
  expect(
    read('Dockerfile')
      .match(/^USER .*$/gm)
      ?.at(-1),
  ).toBe('USER node');
  expect(read('Dockerfile')).toMatch(/^RUN npm ci .*--ignore-scripts/m);
});

test.each(plain)('%s: every service of ours is told of a collector of traces when there is one', (path) => {
  const ours = servicesOf(path).filter(([name]) => name.endsWith('-service'));
  expect(ours.length).toBeGreaterThanOrEqual(3);
  const told = /OTEL_EXPORTER_OTLP_ENDPOINT: \$\{OTEL_EXPORTER_OTLP_ENDPOINT:-\}$|<<: \*tracing$/m;
  const own = (body: string) => body.slice(body.lastIndexOf(' environment:')); // replaces that of the anchor
  expect(ours.filter(([, body]) => !told.test(own(body))).map(([name]) => name)).toEqual([]);
});

test('a gateway in containers lets a customer have what one without them does, and the docs say as much', () => {
  const rates = files.flatMap((path) =>
    [...read(path).matchAll(/\$\{GATEWAY_RATE:-(\d+)\}/g)].map(([, rate]) => Number(rate)),
  );
  expect(rates).toEqual(modeFolders.map(() => SHOP_RATE));
  expect(read('docs/troubleshooting.md')).toContain(`\`GATEWAY_RATE\`, ${SHOP_RATE} `);
});
