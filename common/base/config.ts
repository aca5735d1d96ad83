import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { protectionNames } from './protections.ts';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(600_000).default(fallback);
const count = (fallback: number, least = 1) => z.coerce.number().int().min(least).max(10_000_000).default(fallback);

/** What to say of a URL that `isDecodable` refuses. */
export const barePercent = 'a % in user, password or virtual host is written %25';

/** Whether every % of a URL begins the code of a character; of a bare one a client says no more than "URI malformed". */
export function isDecodable(url: string): boolean {
  return !/%(?![\da-f]{2})/i.test(url) && decodes(url);
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // no UTF-8
  }
}

const items = (list: string) => list.split(',').filter(Boolean);
const urls = (description: string) =>
  z.string().transform(items).pipe(z.array(z.url()).min(1)).optional().describe(description);

/** Guessed by nobody: it is compared, and not hashed. */
const secret = z.string().min(16).max(128).optional();

/** Every setting of a service, as an environment variable. The description is printed in the modes' READMEs. */
export const Settings = z.strictObject({
  LAB_HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  LAB_HOST_NAMES: z
    .string()
    .default('')
    .transform(items)
    .describe('names of this service, separated by commas, besides IP addresses and names without a dot'),
  LAB_PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('port to listen on; 0 picks a free one'),
  LAB_DATA_DIR: z
    .string()
    .min(1)
    .describe('folder of the SQLite file; with `STORE_URL` one of its own for each process of a role'),
  STORE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL instead of the file, for several processes of one role; STORE_URL_FILE names a file with it'),
  STORE_SCHEMA: z
    .string()
    .regex(/^[a-z0-9_]{0,40}$/)
    .default('')
    .describe('prefix of its schemas, one for each role, so that two runs in one database do not meet'),
  LAB_DURABILITY: z
    .enum(['page-cache', 'fsync'])
    .default('page-cache')
    .describe('`page-cache` survives the death of a process, `fsync` also that of the machine'),
  LAB_WITHOUT: z
    .string()
    .default('')
    .transform(items)
    .pipe(z.array(z.enum(protectionNames)))
    .describe('protections to switch off, separated by commas'),
  LAB_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9.-]{0,40}$/)
    .default('')
    .describe('prefix of exchanges, queues, topics and groups, so that two runs on one broker do not meet'),
  LAB_TOPOLOGY: z
    .enum(['declare', 'expect'])
    .default('declare')
    .describe('`declare` makes exchanges and queues, or topics; `expect` only looks, for a user who may not make any'),
  LAB_STOCK: count(10_000, 0).describe('pieces of each product when the catalogue is first written'),
  LAB_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('least severe log line'),
  LAB_MAX_IN_FLIGHT: count(1024).describe('requests handled at once; beyond it 429'),
  LAB_MAX_LATE_MS: milliseconds(100).describe('how late in a turn of the event loop an order may come; later 429'),
  LAB_MAX_OUTBOX: count(500_000).describe('unsent events an order service may pile up; beyond it 429'),
  LAB_MAX_CONNECTIONS: count(4096).describe(
    'open HTTP connections; a newcomer beyond takes the place of whoever has waited longest',
  ),
  LAB_MAX_STREAMS: count(1024).describe('open streams of events; beyond it 429'),
  CALLBACK_KEY: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'expected whsec_ and 24 to 64 bytes in base64')
    .optional()
    .describe(
      'key that callbacks are signed with, `whsec_` and 24 to 64 bytes in base64; nobody is called back without it. CALLBACK_KEY_FILE names a file with it',
    ),
  LAB_CALLBACK_PRIVATE: z
    .enum(['0', '1'])
    .default('0')
    .transform((given) => given === '1')
    .describe('1 lets callbacks go to addresses that are not public, too: for a lab on one machine'),
  LAB_CALLBACK_TRIES: count(12).describe('how often a callback is sent before it is parked with its reason'),
  LAB_REQUESTS: z
    .enum(['0', '1'])
    .default('0')
    .transform((given) => given === '1')
    .describe('1 takes orders through the broker, too, and replies there; REST calls have none'),
  LAB_BATCH: count(256).describe('messages or requests that share one commit at most'),
  LAB_CONSUME_PER_SECOND: count(0, 0).describe('messages a consumer takes per second at most; 0 is no limit'),
  LAB_KEEP_SECONDS: count(604_800).describe(
    'how long sent events stay in the outbox; what was applied stays twice as long in the inbox. No shorter than the longest outage to be survived',
  ),
  LAB_PREFETCH: count(256).describe(
    'RabbitMQ: unacknowledged messages per consumer; where orders are worked on by themselves LAB_CONCURRENCY decides',
  ),
  LAB_CONFIRM_TIMEOUT_MS: milliseconds(10_000).describe('how long a confirm may take before it counts as unknown'),
  LAB_HEARTBEAT_S: z.coerce.number().int().min(1).max(600).default(5).describe('RabbitMQ: heartbeat in seconds'),
  LAB_KAFKA_SESSION_TIMEOUT_MS: milliseconds(6000).describe('Kafka: a silent group member is replaced after this'),
  LAB_REQUEST_DEADLINE_MS: milliseconds(5000).describe('REST: the answer to POST /orders is due after this'),
  LAB_ATTEMPT_TIMEOUT_MS: milliseconds(2500).describe('REST: one attempt of one call'),
  LAB_POOL_SIZE: count(128).describe('REST: connections, and calls under way, per instance of a dependency'),
  LAB_CONCURRENCY: count(0, 0).describe(
    'orders that inventory works on at once, each by itself: asks its warehouse about, or handles to the commit where it has none; 0: whole batches, or 8 with a warehouse',
  ),
  LAB_ORDERING: z
    .enum(['key', 'queue'])
    .default('key')
    .describe(
      'Kafka, where inventory works on orders by themselves: one waits for those before it of its own `key`, or of its partition, the `queue`',
    ),
  LAB_WAREHOUSE_DEADLINE_MS: milliseconds(2400).describe(
    'how long inventory waits for the warehouse about one order, all tries together: from when it is asked first, or from the call where inventory is called',
  ),
  LAB_PAYMENT: z
    .enum(['off', 'orchestrated', 'choreographed'])
    .default('off')
    .describe(
      'whether an order is paid before it is confirmed: `orchestrated`, the order service asks one service after the other; `choreographed`, each reacts to what the others tell',
    ),
  LAB_PAYMENT_DEADLINE_MS: milliseconds(1500).describe(
    'how long the payment service waits for its provider about one payment, all tries together',
  ),
  LAB_CRASH_POINT: z
    .enum([
      '',
      'before-publish',
      'before-mark',
      'before-ack',
      'before-reply',
      'before-pay',
      'after-pay',
      'before-undo',
      'after-undo',
      'before-charge',
      'after-charge',
      'before-refund',
      'after-refund',
      'before-release',
      'after-release',
    ])
    .default('')
    .describe('for fault tests: SIGKILL oneself exactly there, once'),
  LAB_STAMPS: z
    .enum(['0', '1'])
    .default('0')
    .transform((given) => given === '1')
    .describe('1 writes when each order reached which step to `<service>.stamps.jsonl` in the data folder'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('collector of traces, OTLP over HTTP: `http://localhost:4318`; nothing is traced without it'),
  ORDERS_URL: urls('REST: where who listens late finds the order service'),
  LAB_LISTENER: z
    .string()
    .regex(/^(-[a-z0-9]{1,20})?$/)
    .default('')
    .describe('which of several late listeners of a kind this is: the end of the name of its queue or group, as `-2`'),
  INVENTORY_URL: urls('REST: where the order service finds the inventory service; instances separated by commas'),
  NOTIFICATION_URL: urls('REST: where the order service finds the notification service; instances separated by commas'),
  PAYMENT_URL: urls('REST: where the order service finds the payment service; instances separated by commas'),
  PROVIDER_URL: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe('whom the payment service asks to move money; it needs one'),
  LAB_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .refine(isDecodable, barePercent)
    .optional()
    .describe(
      'mail server that notifications are delivered to; they are only recorded without it. LAB_SMTP_URL_FILE names a file with it',
    ),
  WAREHOUSE_URL: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe('whom inventory asks before it decides on an order; it asks nobody without it'),
  CUSTOMERS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('who signs the tokens that callers must show, and shows its keys; without it nobody is asked who he is'),
  OPERATOR_PASSWORD: secret.describe(
    'customers: the password of the operator; OPERATOR_PASSWORD_FILE names a file with it',
  ),
  SERVICE_PASSWORD: secret.describe(
    'with `CUSTOMERS_URL`: the password by which a service gets its own token; SERVICE_PASSWORD_FILE names a file with it',
  ),
  LAB_METRICS_TOKEN: secret.describe(
    'with `CUSTOMERS_URL`: what a Prometheus shows as its bearer token to read /metrics, and nothing else; LAB_METRICS_TOKEN_FILE names a file with it',
  ),
  LAB_TOKEN_SECONDS: count(600).describe('customers: how long a token is good for'),
  LAB_KEY_SECONDS: count(86_400, 60).describe(
    'customers: how long a key signs before the next one does; so long that with `LAB_TOKEN_SECONDS` no more than 16 are good at a time',
  ),
  AMQP_URL: z
    .string()
    .refine(isDecodable, barePercent)
    .optional()
    .describe(
      'RabbitMQ with user and password, or several nodes of one, separated by commas; AMQP_URL_FILE names a file with it',
    ),
  LAB_KAFKA_VIA: z
    .string()
    .regex(/^[^\s:,=]+:\d+$|^([^\s:,=]+:\d+=[^\s:,=]+:\d+,?)+$/)
    .optional()
    .describe(
      'Kafka, for fault tests: every connection to a broker goes to this host:port instead; or a `broker=host:port` for each, separated by commas',
    ),
  LAB_REPLICAS: count(0, 0).describe(
    'copies of each topic or queue; 0 leaves them to the broker. From 2 on, queues of RabbitMQ are quorum queues',
  ),
  KAFKA_BROKERS: z.string().optional().describe('Kafka brokers, separated by commas'),
  KAFKA_TLS: z
    .enum(['0', '1'])
    .default('0')
    .transform((given) => given === '1')
    .describe('1 means TLS to Kafka; NODE_EXTRA_CA_CERTS names a file with a private authority'),
  KAFKA_USER: z
    .string()
    .max(256)
    .default('')
    .describe('Kafka: who to log in as, by SASL/SCRAM-SHA-512; nobody if empty'),
  KAFKA_PASSWORD: z
    .string()
    .max(256)
    .default('')
    .describe('Kafka: its password; KAFKA_PASSWORD_FILE names a file with it'),
});

export type Settings = z.infer<typeof Settings>;

/** Settings that a file can hold, named by a variable of the same name with `_FILE` behind it. */
export const secretSettings = [
  'AMQP_URL',
  'CALLBACK_KEY',
  'KAFKA_PASSWORD',
  'LAB_METRICS_TOKEN',
  'LAB_SMTP_URL',
  'OPERATOR_PASSWORD',
  'SERVICE_PASSWORD',
  'STORE_URL',
] as const;

/** A setting that is unknown, malformed or missing: nothing has been started. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The only reader of the environment inside a service. Refuses what it does not know, by name. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const known = Object.keys(Settings.shape);
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    if (known.includes(name)) given[name] = value;
    else if (name.startsWith('LAB_') && !secretSettings.some((secret) => name === `${secret}_FILE`)) {
      const accepted = known.filter((setting) => setting.startsWith('LAB_')).join(', ');
      throw new ConfigError(`Unknown setting ${name}. Known: ${accepted}.`);
    }
  }
  for (const name of secretSettings) {
    const file = env[`${name}_FILE`];
    if (file) given[name] = readSecret(`${name}_FILE`, file);
  }
  const result = Settings.safeParse(given);
  if (result.success) {
    const { KAFKA_USER: user, KAFKA_PASSWORD: password } = result.data;
    if ((user === '') !== (password === '')) throw new ConfigError('KAFKA_USER and KAFKA_PASSWORD need one another.');
    if (result.data.LAB_REQUESTS && result.data.CUSTOMERS_URL !== undefined)
      throw new ConfigError(
        'LAB_REQUESTS and CUSTOMERS_URL exclude one another: an order through the broker shows no token, so it would be nobody’s.',
      );
    return result.data;
  }
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`Settings refused. ${wrong.join('; ')}`);
}

/** Who a Kafka that the environment names is told we are. One that it does not name is ours, and asks nobody. */
export function kafkaAccess(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names = ['KAFKA_TLS', 'KAFKA_USER', 'KAFKA_PASSWORD', 'KAFKA_PASSWORD_FILE'];
  const given = env['KAFKA_BROKERS'] ? names.map((name) => [name, env[name] ?? '']) : [];
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`${name} names a file that cannot be read.`, { cause });
  }
}
