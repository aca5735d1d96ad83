import { execa } from 'execa';

/** Images of others that not every start needs, as the compose files name them, by the variables that name others there, too. */
export const optionalImages = { PROMETHEUS_IMAGE: 'prom/prometheus:v3.5.0', HAPROXY_IMAGE: 'haproxy:3.2' };
const named = (variable: keyof typeof optionalImages) => process.env[variable] ?? optionalImages[variable];
export const prometheusImage = named('PROMETHEUS_IMAGE');
export const haproxyImage = named('HAPROXY_IMAGE');

/** Whether it is on this machine: the tests fetch nothing that is not needed to run a mode. */
export async function hasImage(image: string): Promise<boolean> {
  return !(await execa('docker', ['image', 'inspect', image], { reject: false })).failed;
}
