import getPort from 'get-port';

/** A free port of the host for each of these: where it answers, and what tells the compose file. */
export async function freePorts(names: readonly string[]) {
  const ports = await Promise.all(names.map(async (name) => [name, await getPort()] as const));
  return {
    ports: ports.map(([, port]) => port),
    urls: Object.fromEntries(ports.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as Record<string, string>,
    env: Object.fromEntries(ports.map(([name, port]) => [`${name.toUpperCase()}_PORT`, `${port}`])),
  };
}
