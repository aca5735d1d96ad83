import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The user of one broker; made for it, and gone with its folder. The default user guest does not exist there. */
export interface Credentials {
  user: string;
  password: string;
}

/** What is set because it decides how the broker behaves under load; all else is RabbitMQ's default. */
export const RABBITMQ_SETTINGS: Record<string, string> = {
  'vm_memory_high_watermark.relative': '0.4',
  'disk_free_limit.absolute': '200MB',
  heartbeat: '10',
};

/** A user and a password nobody can guess, without characters that a URL or the settings would have to escape. */
export function randomCredentials(): Credentials {
  return { user: `lab-${randomBytes(4).toString('hex')}`, password: randomBytes(24).toString('hex') };
}

/** The text of rabbitmq.conf. It holds the password: the file is private, and it appears in no argument. */
export function rabbitmqConf(
  amqpPort: number,
  { user, password }: Credentials,
  settings: Record<string, string> = RABBITMQ_SETTINGS,
): string {
  const lines = {
    'listeners.tcp.1': `127.0.0.1:${amqpPort}`,
    default_user: user,
    default_pass: password,
    'default_user_tags.administrator': 'true',
    'log.console': 'true',
    'log.console.level': 'info',
    'log.file': 'false',
    ...settings,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

/** What nodes and tools of one broker know one another by. */
export const randomCookie = (): string => randomBytes(20).toString('hex').toUpperCase();

/** Writes settings, an empty list of plugins (each would open ports of its own) and the cookie. */
export async function prepareRabbitmqFolder(folder: string, conf: string, cookie = randomCookie()): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  for (const part of ['conf', 'data']) await mkdir(join(folder, part), { mode: 0o700, recursive: true });
  await writeFile(join(folder, 'conf/rabbitmq.conf'), conf, { mode: 0o600 });
  await writeFile(join(folder, 'conf/enabled_plugins'), '[].\n');
  await writeFile(join(folder, 'data/.erlang.cookie'), cookie, { mode: 0o400 });
}
