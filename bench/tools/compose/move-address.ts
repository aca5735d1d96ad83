import { execa } from 'execa';
import { ContainerService } from '../../lab/containers/container-service.ts';
import type { Stack } from '../../lab/containers/stack.ts';
import { addressesOf } from './probes.ts';

/**
 * Gives a container other addresses than it had, as one that replaced it would have: somebody else takes those that it leaves.
 * Resolves with both, in words; throws where one has stayed.
 */
export async function moveAddress(stack: Stack, name: string): Promise<string> {
  const container = await ContainerService.of(stack, name);
  const before = await addressesOf(container.id);
  const networks = await container.disconnect();
  const [first = '', ...others] = networks;
  // An image that compose has built says that it is this very service of this very stack.
  const stranger = ['--label', 'com.docker.compose.project=', '--label', 'com.docker.compose.service='];
  const idle = ['--network', first, '--entrypoint', 'sleep', 'three-mode-lab', '600'];
  const { stdout: taker } = await execa('docker', ['run', '-d', ...stranger, ...idle]);
  try {
    for (const other of others) await execa('docker', ['network', 'connect', other, taker]);
    await container.connect(networks);
  } finally {
    await execa('docker', ['rm', '-f', taker]);
  }
  const after = await addressesOf(container.id);
  if (after.some((address) => before.includes(address)))
    throw new Error(`${name} was to have other addresses than ${before.join(', ')}, and has ${after.join(', ')}`);
  return `${before.join(', ')} → ${after.join(', ')}`;
}
