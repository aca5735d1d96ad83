import { execa } from 'execa';

/** The image of docker-compose.yml; PROMETHEUS_IMAGE names another one there, too. */
export const prometheusImage = process.env['PROMETHEUS_IMAGE'] ?? 'prom/prometheus:v3.5.0';

/** Whether it is on this machine: the tests fetch nothing that is not needed to run a mode. */
export async function hasPrometheus(): Promise<boolean> {
  return !(await execa('docker', ['image', 'inspect', prometheusImage], { reject: false })).failed;
}
