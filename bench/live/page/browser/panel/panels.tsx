import { clock } from '../format.ts';
import { lab } from '../lab.ts';
import type { Model } from '../model.ts';
import { Faults } from './faults.tsx';
import { Log } from './log.tsx';
import { PlaceOrder } from './place-order.tsx';
import { Runs } from './runs.tsx';
import { Scenarios } from './scenarios.tsx';
import { Shop } from './shop.tsx';

const panels = {
  faults: 'Break',
  order: 'Order',
  log: 'Log',
  shop: 'Shop',
  scenarios: 'Scenarios',
  runs: 'Runs',
} as const;
export type PanelName = keyof typeof panels;
const all = Object.keys(panels) as PanelName[];
/** Of a recording there is nothing to do, and nobody to ask. */
const ofRecording: PanelName[] = ['log'];

interface Props {
  model: Model;
  chosen: PanelName;
  onChoose: (name: PanelName) => void;
  filter: string;
  onFilter: (orderId: string) => void;
}

/** What can be done and looked up, one thing at a time; the newest notices stay in sight. */
export function Panels({ model, chosen: wanted, onChoose, filter, onFilter }: Props) {
  const names = lab.replay ? ofRecording : all;
  const chosen = names.includes(wanted) ? wanted : (names[0] ?? wanted);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = names[(names.indexOf(chosen) + step + names.length) % names.length] as PanelName;
    onChoose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="panel" aria-label="What to do">
      <div class="tabs" role="tablist" aria-label="What to do" onKeyDown={move}>
        {names.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === chosen}
            aria-controls="panel"
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {panels[name]}
          </button>
        ))}
      </div>
      <div class="panel-body" id="panel" role="tabpanel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>
        {chosen === 'faults' && <Faults model={model} />}
        {chosen === 'order' && <PlaceOrder model={model} />}
        {chosen === 'log' && <Log model={model} filter={filter} onFilter={onFilter} />}
        {chosen === 'shop' && <Shop model={model} />}
        {chosen === 'scenarios' && <Scenarios model={model} />}
        {chosen === 'runs' && <Runs />}
      </div>
      <Notices model={model} />
    </aside>
  );
}

function Notices({ model: { notices, lanes, load, judgements } }: { model: Model }) {
  const isFresh = load?.perSecond === 0 && Object.values(judgements).every(({ accepted }) => accepted === 0);
  const labelOf = (lane: string | null) => lanes.find((one) => one.lane === lane)?.label;
  return (
    <ul class="notices" aria-label="Notices" aria-live="polite" tabIndex={0}>
      {notices.length === 0 && (
        <li class="faint">
          {isFresh && !lab.replay
            ? 'Nothing is ordered yet: raise the load above, or place an order under Order. Then break something.'
            : 'What happens is said here.'}
        </li>
      )}
      {notices.map(({ atMs, lane, text }) => (
        <li key={`${atMs} ${lane} ${text}`}>
          <time>{clock(atMs)}</time> {lane !== null && <b>{labelOf(lane)}: </b>}
          {text}
        </li>
      ))}
    </ul>
  );
}
