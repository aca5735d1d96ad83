import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const folder = fileURLToPath(new URL('../../monitoring', import.meta.url));

/** The image of docker-compose.yml; PROMETHEUS_IMAGE names another one there, too. */
const image = process.env['PROMETHEUS_IMAGE'] ?? 'prom/prometheus:v3.5.0';

/** Lets promtool fire and silence every alert, where its image is on this machine. Prints a line; false: one is wrong. */
export async function tryAlerts(): Promise<boolean> {
  const { failed: missing } = await execa('docker', ['image', 'inspect', image], { reject: false });
  if (missing) {
    console.log(`alerts: skipped, ${image} is not on this machine`);
    return true;
  }
  const promtool = ['run', '--rm', '--network', 'none', '-v', `${folder}:/alerts:ro`, '-w', '/alerts', '--entrypoint'];
  const { failed, all } = await execa('docker', [...promtool, 'promtool', image, 'test', 'rules', 'alerts.test.yml'], {
    reject: false,
    all: true,
  });
  console.log(failed ? `alerts: ✗\n${all}` : 'alerts: ✓ each fires when it should and is silent when all is well');
  return !failed;
}
