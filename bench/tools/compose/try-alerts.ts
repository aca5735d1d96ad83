import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { hasPrometheus, prometheusImage } from './prometheus-image.ts';

const folder = fileURLToPath(new URL('../../../monitoring', import.meta.url));

/** Lets promtool fire and silence every alert, where its image is on this machine. Prints a line; false: one is wrong. */
export async function tryAlerts(): Promise<boolean> {
  if (!(await hasPrometheus())) {
    console.log(`alerts: skipped, ${prometheusImage} is not on this machine`);
    return true;
  }
  const promtool = ['run', '--rm', '--network', 'none', '-v', `${folder}:/alerts:ro`, '-w', '/alerts', '--entrypoint'];
  const { failed, all } = await execa(
    'docker',
    [...promtool, 'promtool', prometheusImage, 'test', 'rules', 'alerts.test.yml'],
    {
      reject: false,
      all: true,
    },
  );
  console.log(failed ? `alerts: ✗\n${all}` : 'alerts: ✓ each fires when it should and is silent when all is well');
  return !failed;
}
