import { useState } from 'preact/hooks';
import type { Lane } from '../../../protocol/lanes.ts';
import { milliseconds, money } from '../format.ts';
import { act } from '../lab.ts';
import type { Model, Placement } from '../model.ts';
import { LaneMark } from '../parts/marks.tsx';
import { OrderLink } from '../parts/order-link.tsx';

interface Line {
  sku: string;
  quantity: number;
}

/** The same order in all lanes at the same moment, and what a caller sees of it in each. */
export function PlaceOrder({ model }: { model: Model }) {
  const products = model.about?.products ?? [];
  const [name, setName] = useState('Ada');
  const [email, setEmail] = useState('ada@example.com');
  const [lines, setLines] = useState<Line[]>([{ sku: '', quantity: 1 }]);
  const up = model.lanes.filter(({ state }) => state === 'up');
  const first = products[0]?.sku ?? '';
  const change = (index: number, part: Partial<Line>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  const place = (event: Event) => {
    event.preventDefault();
    const items = lines.map(({ sku, quantity }) => ({ sku: sku || first, quantity }));
    void act({ do: 'place', lanes: up.map(({ lane }) => lane), order: { customer: { name, email }, items } });
  };
  return (
    <>
      <form class="order-form" onSubmit={place}>
        <label>
          Customer
          <input required maxLength={256} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        </label>
        <label>
          E-mail
          <input type="email" required value={email} onInput={({ currentTarget }) => setEmail(currentTarget.value)} />
        </label>
        {lines.map(({ sku, quantity }, index) => (
          <div class="order-line" key={index}>
            <select
              aria-label={`Item ${index + 1}`}
              value={sku || first}
              onChange={({ currentTarget }) => change(index, { sku: currentTarget.value })}
            >
              {products.map((product) => (
                <option key={product.sku} value={product.sku}>
                  {product.name} · {money(product.unitPriceMinor, product.currency)}
                </option>
              ))}
            </select>
            <input
              type="number"
              min="1"
              max="1000"
              aria-label={`Quantity of item ${index + 1}`}
              value={quantity}
              onInput={({ currentTarget }) => change(index, { quantity: Math.round(currentTarget.valueAsNumber) || 1 })}
            />
            {lines.length > 1 && (
              <button
                type="button"
                class="quiet"
                aria-label={`Take item ${index + 1} out`}
                onClick={() => setLines(lines.filter((_, at) => at !== index))}
              >
                −
              </button>
            )}
          </div>
        ))}
        <div class="buttons">
          <button
            type="button"
            disabled={lines.length >= 10}
            onClick={() => setLines([...lines, { sku: '', quantity: 1 }])}
          >
            Add an item
          </button>
          <button type="submit" class="main" disabled={up.length === 0 || products.length === 0}>
            Place in all lanes
          </button>
        </div>
      </form>
      {model.placements.map((placement, index) => (
        <Result key={placement.id} placement={placement} model={model} open={index === 0} />
      ))}
    </>
  );
}

function Result({ placement, model: { lanes, log }, open }: { placement: Placement; model: Model; open: boolean }) {
  const of = lanes.filter(({ lane }) => placement.lanes[lane]);
  return (
    <ul class={open ? 'placed' : 'placed older'}>
      {of.map((lane) => (
        <LaneResult key={lane.lane} lane={lane} result={placement.lanes[lane.lane] ?? {}} log={open ? log : []} />
      ))}
    </ul>
  );
}

function LaneResult({
  lane: { lane, label, line },
  result: { answered, finished },
  log,
}: {
  lane: Lane;
  result: Placement['lanes'][string];
  log: Model['log'];
}) {
  const orderId = finished?.orderId ?? answered?.orderId ?? null;
  const hops =
    orderId === null ? [] : log.filter((said) => said.lane === lane && said.orderId === orderId).toReversed();
  return (
    <li>
      <h3>
        <LaneMark line={line} />
        {label}
        {orderId !== null && <OrderLink lane={lane} orderId={orderId} />}
      </h3>
      {answered && (
        <p>
          <b class={answered.status === null || answered.status >= 400 ? 'bad' : ''}>
            {answered.status ?? 'no answer'}
          </b>{' '}
          after {milliseconds(answered.tookMs)}
          {finished ? (
            <>
              , <b>finished</b> after {milliseconds(finished.tookMs)}
            </>
          ) : (
            <span class="faint">, not finished yet</span>
          )}
        </p>
      )}
      {hops.length > 0 && (
        <ol class="hops">
          {hops.map(({ key, from, to, what, answer }) => (
            <li key={key}>
              {from} → {to}: <b>{what}</b> <span class="faint">{answer}</span>
            </li>
          ))}
        </ol>
      )}
      {answered && (
        <details>
          <summary>What the caller got</summary>
          <pre tabIndex={0}>{readable(answered.body)}</pre>
        </details>
      )}
    </li>
  );
}

/** JSON over several lines; anything else as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}
