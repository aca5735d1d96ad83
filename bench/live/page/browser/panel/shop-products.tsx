import type { Product } from '../../../../../common/contracts/products.ts';
import { count, money } from '../format.ts';
import { act } from '../lab.ts';
import { NumberInput } from '../parts/number-input.tsx';
import { useLaneRead } from '../parts/use-read.ts';

const MOST_PIECES = 1_000_000;

/** Products with their stock, which can be changed. */
export function Products({ lane }: { lane: string }) {
  const { answer, refused, again } = useLaneRead<{ products: Product[] }>(lane, 'products');
  if (refused !== null) return <p class="bad">{refused}</p>;
  const change = async (sku: string, available: number) => {
    await act({ do: 'stock', lanes: [lane], sku, available });
    again();
  };
  return (
    <table class="list">
      <thead>
        <tr>
          <th>product</th>
          <th>price</th>
          <th>free</th>
          <th>held</th>
        </tr>
      </thead>
      <tbody>
        {(answer?.products ?? []).map(
          ({ sku, name, unitPriceMinor, currency, available, reserved, lowStockThreshold }) => (
            <tr key={sku}>
              <th scope="row">
                {name}
                {available <= lowStockThreshold && <small class="bad">low: {count(lowStockThreshold)} or fewer</small>}
              </th>
              <td class="number">{money(unitPriceMinor, currency)}</td>
              <td>
                <NumberInput
                  value={available}
                  min={0}
                  max={MOST_PIECES}
                  label={`Free pieces of ${name}`}
                  onEnter={(pieces) => void change(sku, pieces)}
                />
              </td>
              <td class="number">{count(reserved)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
