import { execa } from 'execa';

interface Inspected {
  Config: { User: string; Image: string; Labels: Record<string, string> };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    PidsLimit: number | null;
    Init: boolean | null;
    Privileged: boolean;
  };
  NetworkSettings: { Networks: Record<string, unknown> };
}

const MOST_IMAGE_BYTES = 350e6;

/** What each container must be, as the engine tells; the words are what it is when it is not. */
const rules: [string, (container: Inspected) => boolean][] = [
  ['runs as root', ({ Config }) => !['', 'root', '0'].includes(Config.User.split(':')[0] ?? '')],
  ['may write to its image', ({ HostConfig }) => HostConfig.ReadonlyRootfs],
  ['keeps capabilities', ({ HostConfig }) => !!HostConfig.CapDrop?.includes('ALL') && !HostConfig.CapAdd?.length],
  ['may gain privileges', ({ HostConfig }) => !!HostConfig.SecurityOpt?.some((one) => one.startsWith('no-new-priv'))],
  ['is privileged', ({ HostConfig }) => !HostConfig.Privileged],
  ['may use all memory', ({ HostConfig }) => HostConfig.Memory > 0],
  ['may start any number of processes', ({ HostConfig }) => (HostConfig.PidsLimit ?? 0) > 0],
  ['has nobody to reap its children', ({ HostConfig }) => HostConfig.Init === true],
];

/** How the containers with these ids are less than locked down, in words; empty when they are. */
export async function weaknesses(ids: string[]): Promise<string[]> {
  const containers = JSON.parse((await execa('docker', ['inspect', ...ids])).stdout) as Inspected[];
  const found: string[] = [];
  for (const container of containers) {
    const service = container.Config.Labels['com.docker.compose.service'] ?? '';
    for (const [weakness, holds] of rules) if (!holds(container)) found.push(`${service} ${weakness}`);
    if (service !== 'broker') continue;
    const open = await notInternal(Object.keys(container.NetworkSettings.Networks));
    if (open.length > 0) found.push(`${service} is on ${open.join(', ')}, which leads outside`);
  }
  const ours = containers.find(({ Config }) => Config.Labels['com.docker.compose.service'] === 'order-service');
  const { stdout } = await execa('docker', ['image', 'inspect', '-f', '{{.Size}}', ours?.Config.Image ?? '']);
  if (Number(stdout) > MOST_IMAGE_BYTES) found.push(`the image has ${Math.round(Number(stdout) / 1e6)} MB`);
  return found;
}

async function notInternal(networks: string[]): Promise<string[]> {
  const { stdout } = await execa('docker', ['network', 'inspect', '-f', '{{.Name}} {{.Internal}}', ...networks]);
  return stdout
    .split('\n')
    .filter((line) => !line.endsWith(' true'))
    .map((line) => line.split(' ')[0] ?? '');
}
