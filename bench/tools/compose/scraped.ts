import type { Mode } from '../../../common/mode.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import type { Stack } from '../../lab/containers/stack.ts';
import { getJson } from '../../lab/service-client.ts';
import { until } from '../../lab/until.ts';

const SCRAPED_MS = 60_000;
/** The port of Prometheus, after the first one of the mode. */
const PROMETHEUS = 80;

interface Targets {
  data: { activeTargets: { scrapeUrl: string; health: string; lastError: string }[] };
}

/** Starts the Prometheus of a stack and waits until it has read the metrics of every one of these services. Throws with those it has not. */
export async function expectScraped(stack: Stack, { firstPort }: Mode, services: readonly string[]): Promise<void> {
  await stack.start('prometheus');
  const url = `http://127.0.0.1:${firstPort + PROMETHEUS}`;
  await until(
    'Prometheus has read the metrics of every service',
    async () => {
      const { activeTargets } = (await getJson<Targets>(`${url}/api/v1/targets`)).data;
      const up = (service: string) =>
        activeTargets.some(({ scrapeUrl, health }) => scrapeUrl.includes(`//${service}:`) && health === 'up');
      const missing = services.filter((service) => !up(service));
      const sick = activeTargets.filter(({ health }) => health !== 'up');
      if (missing.length + sick.length === 0) return true;
      const why = sick.map(({ scrapeUrl, health, lastError }) => `${scrapeUrl} is ${health} ${lastError}`);
      throw new Error([...missing.map((service) => `${service} is not up`), ...why].join('; '));
    },
    SCRAPED_MS,
  );
}

/** The broker of a mode, where it tells Prometheus anything. */
export const scrapedBroker = ({ broker }: Mode): string[] =>
  broker && brokerKind(broker.kind).container.metrics ? ['broker'] : [];
