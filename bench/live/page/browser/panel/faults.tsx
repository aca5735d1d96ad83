import { useState } from 'preact/hooks';
import type { CatalogueFault, Lane } from '../../../protocol/lanes.ts';
import { act } from '../lab.ts';
import type { Model } from '../model.ts';
import { Button } from '../parts/button.tsx';
import { LaneMark } from '../parts/marks.tsx';
import { Actions } from './actions.tsx';
import { type Doing, FaultButton, isHealable, isOver, phases } from './fault-button.tsx';
import { FaultParameters, valueWords } from './fault-parameters.tsx';
import { moveInMatrix } from './move-in-matrix.ts';
import { Protections } from './protections.tsx';

const durations = [5, 10, 30, 60];

/** How a fault is to be: for so long, null until it is healed; and what was chosen of its parameters. */
interface Wanted {
  seconds: number | null;
  values: Record<string, number>;
}

/** Injects a fault as it is wanted, or heals it. */
function press(
  doing: Doing,
  { name: fault, lasts }: CatalogueFault,
  lanes: string[],
  { seconds, values }: Wanted,
): void {
  if (doing === 'heal') return void act({ do: doing, fault, lanes });
  const lasting = lasts && seconds !== null ? { seconds } : {};
  const chosen = Object.keys(values).length > 0 ? { values } : {};
  void act({ do: doing, fault, lanes, ...lasting, ...chosen });
}

/** The newest time that this lane suffered it. */
const latest = (lane: Lane, name: string) => lane.faults.findLast((fault) => fault.name === name);

/** Every fault of the catalogue, for one lane or for all of them at once. A button is lit only once its witness proved it. */
export function Faults({ model: { about, lanes } }: { model: Model }) {
  const [seconds, setSeconds] = useState<number | null>(null);
  if (about === null) return <p class="faint">Waiting for the lab …</p>;
  const head = (
    <thead>
      <tr>
        <th scope="col">
          <span class="unseen">fault</span>
        </th>
        {lanes.map(({ lane, label, line }) => (
          <th key={lane} scope="col">
            <LaneMark line={line} />
            <span class="unseen">{label}</span>
          </th>
        ))}
        <th scope="col">all</th>
      </tr>
    </thead>
  );
  const rows = (of: (fault: CatalogueFault) => boolean) =>
    about.faults.filter(of).map((fault) => <FaultRow key={fault.name} fault={fault} lanes={lanes} seconds={seconds} />);
  return (
    <div onKeyDown={moveInMatrix}>
      <label class="lasting">
        A fault lasts
        <select
          value={seconds ?? ''}
          onChange={({ currentTarget }) => setSeconds(currentTarget.value === '' ? null : Number(currentTarget.value))}
        >
          <option value="">until it is healed</option>
          {durations.map((one) => (
            <option key={one} value={one}>
              {one} seconds
            </option>
          ))}
        </select>
      </label>
      <table class="matrix">
        {head}
        {rows(({ leads, ofPayment }) => leads && !ofPayment)}
      </table>
      {lanes.some(({ payment }) => payment) && (
        <details open>
          <summary>Payment faults</summary>
          <table class="matrix">
            {head}
            {rows(({ ofPayment }) => ofPayment)}
          </table>
        </details>
      )}
      <details open>
        <summary>More faults</summary>
        <table class="matrix">
          {head}
          {rows(({ leads, ofPayment }) => !leads && !ofPayment)}
        </table>
      </details>
      <details>
        <summary>Protections</summary>
        <Protections lanes={lanes} head={head} />
      </details>
      <details>
        <summary>Deliver again, read again</summary>
        <Actions lanes={lanes} />
      </details>
    </div>
  );
}

function FaultRow({ fault, lanes, seconds }: { fault: CatalogueFault; lanes: Lane[]; seconds: number | null }) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState<Wanted['values']>({});
  const wanted = { seconds, values };
  const of = lanes.map((lane) => ({
    lane,
    fault: latest(lane, fault.name),
    unavailable: fault.unavailable[lane.lane] ?? null,
  }));
  const can = of.filter(({ lane, unavailable }) => unavailable === null && lane.state === 'up');
  const healable = can.filter(({ fault: one }) => one && isHealable(fault, one));
  const free = can.filter(({ fault: one }) => !one || isOver(one));
  const heals = healable.length > 0;
  const many = heals ? healable : free;
  const told = of.filter(({ fault: one }) => one && (one.phase !== 'healed' || open));
  return (
    <tbody>
      <tr>
        <th scope="row">
          <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {fault.title}
          </button>
          {Object.keys(values).length > 0 && <small>{valueWords(fault, values)}</small>}
        </th>
        {of.map(({ lane, fault: one, unavailable }) => (
          <td key={lane.lane}>
            <FaultButton
              fault={fault}
              lane={lane}
              one={one}
              unavailable={unavailable}
              onPress={(doing) => press(doing, fault, [lane.lane], wanted)}
            />
          </td>
        ))}
        <td>
          <Button
            class="cell"
            off={many.length === 0}
            aria-label={`${heals ? 'Heal' : 'Break'}: ${fault.title}, in all lanes that can`}
            onPress={() =>
              press(
                heals ? 'heal' : 'inject',
                fault,
                many.map(({ lane }) => lane.lane),
                wanted,
              )
            }
          >
            {heals ? 'heal' : 'all'}
          </Button>
        </td>
      </tr>
      {(open || told.length > 0) && (
        <tr class="told">
          <td colSpan={lanes.length + 2}>
            {open && (
              <p>
                {fault.what}
                {fault.atLeastSeconds !== null && ` It needs ${fault.atLeastSeconds} s to show.`}
              </p>
            )}
            {open && <FaultParameters fault={fault} values={values} onChoose={setValues} />}
            {told.map(
              ({ lane, fault: one }) =>
                one && (
                  <p key={lane.lane}>
                    <b>{lane.label}</b> {phases[one.phase]}
                    {Object.keys(one.values).length > 0 && ` (${valueWords(fault, one.values)})`}
                    {one.evidence !== null && `: ${one.evidence}`}
                  </p>
                ),
            )}
            {open &&
              of
                .filter(({ unavailable }) => unavailable !== null)
                .map(({ lane, unavailable }) => (
                  <p key={lane.lane} class="faint">
                    <b>{lane.label}</b> not applicable: {unavailable}
                  </p>
                ))}
          </td>
        </tr>
      )}
    </tbody>
  );
}
