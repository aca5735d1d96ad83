import { addToProvider, hitsAtProvider } from '../../lab/provider/provider.ts';
import type { ProviderFaults } from '../../lab/provider/provider-api.ts';
import type { FaultContext, FaultKind } from '../fault.ts';
import { type FaultParameters, valuesOf } from '../parameters.ts';

interface ProviderFault<Name extends string> extends Pick<FaultKind, 'name' | 'title' | 'what'> {
  parameters: FaultParameters<Name>;
  wrong: (values: Record<Name, number>) => Partial<ProviderFaults>;
  /** What the provider counted, in words. */
  tells: (hits: number, values: Record<Name, number>) => string;
}

/** What the payment provider does wrong, besides what it does by itself. Its witness is what the provider counted of it. */
export const providerFault = <Name extends string>({ wrong, tells, ...said }: ProviderFault<Name>): FaultKind => ({
  ...said,
  ofPayment: true,
  create({ lab }, chosen = {}) {
    const values = valuesOf(said.parameters, chosen);
    const url = providerOf(lab);
    const counted = async () => (await hitsAtProvider(url))[said.name] ?? 0;
    let before = 0;
    const seen = async () => {
      const hits = (await counted()) - before;
      return hits > 0 ? `the provider counted: ${tells(hits, values)}` : null;
    };
    return {
      async inject() {
        before = await counted();
        await addToProvider(url, said.name, wrong(values));
      },
      seen,
      heal: () => addToProvider(url, said.name, null),
      witness: seen,
    };
  },
});

/** Where it is told. Throws where nothing is paid. */
export function providerOf({ urls }: FaultContext['lab']): string {
  const url = urls['provider'];
  if (url === undefined) throw new Error('Expected a lab whose orders are paid.');
  return url;
}
