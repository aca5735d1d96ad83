import { useState } from 'preact/hooks';
import type { CatalogueFault, Lane, LaneFault } from '../../../protocol/lanes.ts';
import { act } from '../lab.ts';
import type { Model } from '../model.ts';
import { LaneMark } from '../parts/marks.tsx';
import { Actions } from './actions.tsx';
import { Protections } from './protections.tsx';

const phases: Record<LaneFault['phase'], string> = {
  injecting: 'being injected',
  injected: 'injected, not proved yet',
  witnessed: 'proved',
  healing: 'being healed',
  healed: 'healed',
  failed: 'could not be done',
};

const isOver = ({ phase }: LaneFault) => phase === 'healed' || phase === 'failed';

/** The newest time that this lane suffered it. */
const latest = (lane: Lane, name: string) => lane.faults.findLast((fault) => fault.name === name);

/** Every fault of the catalogue, for one lane or for all of them at once. A button is lit only once its witness proved it. */
export function Faults({ model: { about, lanes } }: { model: Model }) {
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
  const rows = (leads: boolean) =>
    about.faults
      .filter((fault) => fault.leads === leads)
      .map((fault) => <FaultRow key={fault.name} fault={fault} lanes={lanes} />);
  return (
    <>
      <table class="matrix">
        {head}
        {rows(true)}
      </table>
      <details open>
        <summary>More faults</summary>
        <table class="matrix">
          {head}
          {rows(false)}
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
    </>
  );
}

function FaultRow({ fault, lanes }: { fault: CatalogueFault; lanes: Lane[] }) {
  const [open, setOpen] = useState(false);
  const of = lanes.map((lane) => ({
    lane,
    fault: latest(lane, fault.name),
    unavailable: fault.unavailable[lane.lane] ?? null,
  }));
  const can = of.filter(({ lane, unavailable }) => unavailable === null && lane.state === 'up');
  const healable = can.filter(({ fault: one }) => one?.phase === 'injected' || one?.phase === 'witnessed');
  const free = can.filter(({ fault: one }) => !one || isOver(one));
  const heals = fault.lasts && healable.length > 0;
  const many = heals ? healable : free;
  const told = of.filter(({ fault: one }) => one && (!isOver(one) || open));
  return (
    <tbody>
      <tr>
        <th scope="row">
          <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {fault.title}
          </button>
        </th>
        {of.map(({ lane, fault: one, unavailable }) => (
          <td key={lane.lane}>
            <FaultButton fault={fault} lane={lane} one={one} unavailable={unavailable} />
          </td>
        ))}
        <td>
          <button
            type="button"
            class="cell"
            disabled={many.length === 0}
            aria-label={`${heals ? 'Heal' : 'Break'}: ${fault.title}, in all lanes that can`}
            onClick={() =>
              void act({ do: heals ? 'heal' : 'inject', fault: fault.name, lanes: many.map(({ lane }) => lane.lane) })
            }
          >
            {heals ? 'heal' : 'all'}
          </button>
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
            {told.map(
              ({ lane, fault: one }) =>
                one && (
                  <p key={lane.lane}>
                    <b>{lane.label}</b> {phases[one.phase]}
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

/** Break, or heal: what a click does next stands on the button; between the two it says how far it is. */
function FaultButton({
  fault,
  lane,
  one,
  unavailable,
}: {
  fault: CatalogueFault;
  lane: Lane;
  one: LaneFault | undefined;
  unavailable: string | null;
}) {
  if (unavailable !== null) {
    return (
      <span class="cell not-applicable" title={`not applicable: ${unavailable}`}>
        n/a
        <span class="unseen">
          {' '}
          in {lane.label}: {unavailable}
        </span>
      </span>
    );
  }
  const under = one !== undefined && !isOver(one);
  const busy = one?.phase === 'injecting' || one?.phase === 'healing';
  const heals = under && !busy && fault.lasts;
  const lit = one?.phase === 'witnessed';
  const doing = heals ? 'Heal' : 'Break';
  return (
    <button
      type="button"
      class={`cell ${lit ? 'lit' : ''} ${under && !lit ? 'pending' : ''}`}
      aria-pressed={lit}
      disabled={lane.state !== 'up' || busy || (under && !heals)}
      aria-label={`${doing}: ${fault.title}, ${lane.label}${under ? ` (${phases[one.phase]})` : ''}`}
      onClick={() => void act({ do: heals ? 'heal' : 'inject', lanes: [lane.lane], fault: fault.name })}
    >
      {busy || (under && !heals) ? '…' : heals ? 'heal' : 'break'}
    </button>
  );
}
