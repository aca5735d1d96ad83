import getPort from 'get-port';
import type { Mode } from '../../../common/mode.ts';

/** A free port of the host for each service of a mode, by its role: where it answers, and what tells the compose file. */
export async function freePorts({ services }: Mode) {
  const ports = await Promise.all(services.map(async ({ role }) => [role, await getPort()] as const));
  return {
    ports: ports.map(([, port]) => port),
    urls: Object.fromEntries(ports.map(([role, port]) => [role, `http://127.0.0.1:${port}`])) as Record<string, string>,
    env: Object.fromEntries(ports.map(([role, port]) => [`${role.toUpperCase()}_PORT`, `${port}`])),
  };
}
