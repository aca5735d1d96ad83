import type { LaneFigures } from '../../../protocol/figures.ts';
import { count, milliseconds } from '../format.ts';

const unknown = '–';

const time = (us: number | null | undefined) => (us === null || us === undefined ? unknown : milliseconds(us / 1000));

/** What one lane does now. A percentile stands there only when there are enough samples. */
export function LaneFiguresTable({ figures }: { figures: LaneFigures | null }) {
  const many = (value: number | undefined) => (value === undefined ? unknown : count(value));
  const cores = figures && Object.values(figures.cpu).reduce((sum, one) => sum + one, 0);
  const wrong = (value: number | undefined) => (value ? 'bad' : '');
  return (
    <div class="figures">
      <dl class="rates">
        <Figure name="accepted" value={many(figures?.accepted)} perSecond />
        <Figure name="finished" value={many(figures?.completed)} perSecond />
        <Figure name="refused" value={many(figures?.refused)} perSecond mark={wrong(figures?.refused)} />
        <Figure name="failed" value={many(figures?.failed)} perSecond mark={wrong(figures?.failed)} />
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">the last 10 seconds</span>
            </th>
            <th scope="col">half</th>
            <th scope="col">99 of 100</th>
            <th scope="col">samples</th>
          </tr>
        </thead>
        <tbody>
          <Times name="answered in" of={figures?.acceptance} />
          <Times name="finished in" of={figures?.completion} />
        </tbody>
      </table>
      {figures?.money && <Money of={figures.money} />}
      <dl class="backlog">
        <Figure name="backlog" value={many(figures?.backlog)} />
        <Figure
          name="the oldest for"
          value={figures === null || figures.oldestMs === null ? unknown : milliseconds(figures.oldestMs)}
        />
        <Figure name="cores used" value={cores === null ? unknown : cores.toFixed(2)} />
      </dl>
    </div>
  );
}

/** What the provider's ledger says since the lab began: whatever the services think of it. */
const Money = ({ of: { captured, refunded, declined } }: { of: NonNullable<LaneFigures['money']> }) => (
  <dl class="money" aria-label="Payments since the lab began">
    <Figure name="captured" value={count(captured.times)} />
    <Figure name="given back" value={count(refunded.times)} />
    <Figure name="declined" value={count(declined)} />
    <Figure name="kept" value={count((captured.minor - refunded.minor) / 100)} />
  </dl>
);

const Figure = ({
  name,
  value,
  perSecond = false,
  mark = '',
}: {
  name: string;
  value: string;
  perSecond?: boolean;
  mark?: string;
}) => (
  <div class={mark}>
    <dd>
      {value}
      {perSecond && <span class="unit">/s</span>}
    </dd>
    <dt>{name}</dt>
  </div>
);

const Times = ({ name, of }: { name: string; of: LaneFigures['acceptance'] | undefined }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{time(of?.p50)}</td>
    <td>{time(of?.p99)}</td>
    <td class="faint">{of ? count(of.samples) : unknown}</td>
  </tr>
);
