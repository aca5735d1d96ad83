import { getJson } from '../../lab/service-client.ts';
import { until } from '../../lab/until.ts';

const SCRAPED_MS = 60_000;

interface Targets {
  data: { activeTargets: { scrapeUrl: string; health: string; lastError: string }[] };
}

/** Waits until this Prometheus has read the metrics of every one of these services. Throws with those it has not. */
export async function expectScraped(url: string, services: readonly string[]): Promise<void> {
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
