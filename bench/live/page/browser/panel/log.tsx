import { useState } from 'preact/hooks';
import { clock, count } from '../format.ts';
import type { LogLine, Model } from '../model.ts';
import { LaneMark } from '../parts/marks.tsx';
import { OrderLink } from '../parts/order-link.tsx';

/** Lines that stand on the page at once. */
const SHOWN = 120;

const matches = (filter: string) => {
  const wanted = filter.trim().replace(/^…/, '').toLowerCase();
  return ({ orderId, messageId }: LogLine) =>
    wanted === '' || (orderId ?? '').toLowerCase().includes(wanted) || (messageId ?? '').toLowerCase().includes(wanted);
};

/** Real calls and messages as the services stored them: who told whom what, and how it was answered or acknowledged. */
export function Log({
  model: { log, lanes, omitted },
  filter,
  onFilter,
}: {
  model: Model;
  filter: string;
  onFilter: (orderId: string) => void;
}) {
  const [only, setOnly] = useState('');
  const [held, hold] = useState<LogLine[] | null>(null);
  const lines = (held ?? log)
    .filter(({ lane }) => only === '' || lane === only)
    .filter(matches(filter))
    .slice(0, SHOWN);
  const laneOf = (name: string) => lanes.find(({ lane }) => lane === name);
  return (
    <>
      <div class="filters">
        <input
          type="search"
          placeholder="id of an order or message"
          aria-label="Only this order or message"
          value={filter}
          onInput={({ currentTarget }) => onFilter(currentTarget.value)}
        />
        <select aria-label="Only this lane" value={only} onChange={({ currentTarget }) => setOnly(currentTarget.value)}>
          <option value="">all lanes</option>
          {lanes.map(({ lane, label }) => (
            <option key={lane} value={lane}>
              {label}
            </option>
          ))}
        </select>
        <button type="button" aria-pressed={held !== null} onClick={() => hold(held === null ? log : null)}>
          {held === null ? 'Hold' : 'Go on'}
        </button>
      </div>
      {omitted > 0 && <p class="faint">{count(omitted)} more lines came too fast to be shown.</p>}
      {lines.length === 0 && <p class="faint">Nothing was said yet{filter === '' ? '' : ' about that'}.</p>}
      <ol class="log">
        {lines.map(({ key, atMs, lane, from, to, how, what, orderId, answer }) => {
          const of = laneOf(lane);
          return (
            <li key={key}>
              <time>{clock(atMs)}</time>
              {of && (
                <span title={of.label}>
                  <LaneMark line={of.line} />
                  <span class="unseen">{of.label}</span>
                </span>
              )}
              <span>
                {from} → {to}
              </span>{' '}
              <b>{what}</b>
              <small>
                {how}: {answer} {orderId !== null && <OrderLink lane={lane} orderId={orderId} />}
              </small>
            </li>
          );
        })}
      </ol>
    </>
  );
}
