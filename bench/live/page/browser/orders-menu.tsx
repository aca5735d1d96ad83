import type { Mix, Work } from '../../protocol/commands.ts';
import type { LoadState } from '../../protocol/events.ts';
import { act } from './lab.ts';
import { LONGEST_WORK_MS } from './limits.ts';
import { Field } from './parts/field.tsx';

/** Until somebody says otherwise: how long slow orders take, where some are slow. */
const SLOW_MS = 2000;

/** What the orders are like, and how much work each is: one for all lanes. */
export function OrdersMenu({
  load: { mix, work },
  products,
}: {
  load: LoadState;
  products: { sku: string; name: string }[];
}) {
  const plain = mix.hotSku === null && mix.unknownSkuShare === 0;
  return (
    <details class="menu" onKeyDown={closeOnEscape}>
      <summary>
        {plain ? 'Orders: plain' : 'Orders: changed'}
        {work !== null && `, work ${work.usualMs} ms`}
      </summary>
      <div class="menu-body">
        <MixFields mix={mix} products={products} />
        <WorkFields work={work} />
      </div>
    </details>
  );
}

const percent = (share: number) => Math.round(share * 100);

function closeOnEscape({ key, currentTarget }: KeyboardEvent): void {
  if (key !== 'Escape' || !(currentTarget instanceof HTMLDetailsElement)) return;
  currentTarget.open = false;
  currentTarget.querySelector('summary')?.focus();
}

function MixFields({ mix, products }: { mix: Mix; products: { sku: string; name: string }[] }) {
  const change = (part: Partial<Mix>) => void act({ do: 'mix', mix: { ...mix, ...part } });
  return (
    <>
      <Field
        name="Lines in an order, at most"
        value={mix.mostLines}
        min={1}
        max={10}
        onEnter={(mostLines) => change({ mostLines })}
      />
      <label>
        Hot item, ordered 30 times as often
        <select
          value={mix.hotSku ?? ''}
          onChange={({ currentTarget }) => change({ hotSku: currentTarget.value === '' ? null : currentTarget.value })}
        >
          <option value="">none</option>
          {products.map(({ sku, name }) => (
            <option key={sku} value={sku}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Field
        name="Lines with an unknown item, in percent"
        value={percent(mix.unknownSkuShare)}
        min={0}
        max={100}
        onEnter={(share) => change({ unknownSkuShare: share / 100 })}
      />
    </>
  );
}

/** Inventory asks a warehouse about each order, where there is work. */
function WorkFields({ work }: { work: Work | null }) {
  const { usualMs, slowShare, slowMs } = work ?? { usualMs: 0, slowShare: 0, slowMs: SLOW_MS };
  const change = (part: Partial<Work>) => {
    const next = { usualMs, slowShare, slowMs, ...part };
    void act({ do: 'work', work: next.usualMs === 0 ? null : next });
  };
  return (
    <fieldset>
      <legend>Work: a warehouse that inventory asks about each order</legend>
      <Field
        name="It takes, in ms; 0: there is none"
        value={usualMs}
        min={0}
        max={LONGEST_WORK_MS}
        onEnter={(ms) => change({ usualMs: ms })}
      />
      <Field
        name="Slow orders, in percent"
        value={percent(slowShare)}
        min={0}
        max={99}
        disabled={work === null}
        onEnter={(share) => change({ slowShare: share / 100 })}
      />
      <Field
        name="These take, in ms"
        value={slowMs}
        min={1}
        max={LONGEST_WORK_MS}
        disabled={slowShare === 0}
        onEnter={(ms) => change({ slowMs: ms })}
      />
      <p class="faint">
        {work === null
          ? 'With the first work, and without the last, the services start again.'
          : 'Each lane works on eight orders at a time.'}
      </p>
    </fieldset>
  );
}
