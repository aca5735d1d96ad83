import { useState } from 'preact/hooks';
import type { Judgement } from '../../../protocol/events.ts';
import type { LaneFigures } from '../../../protocol/figures.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { act, lab } from '../lab.ts';
import { Button } from '../parts/button.tsx';
import { LaneMark } from '../parts/marks.tsx';
import { Checks, JudgeLine } from './judge.tsx';
import { LaneFiguresTable } from './lane-figures.tsx';
import { Topology } from './topology.tsx';

const stateWords: Record<Lane['state'], string> = {
  starting: 'starting',
  up: 'up',
  restarting: 'restarting',
  stopped: 'stopped',
  failed: 'failed',
};

/** One mode: what it is, how it runs, what it does, and what the judge says of it. */
export function LaneRow({
  lane,
  columns,
  figures,
  judgement,
}: {
  lane: Lane;
  columns: Lane['services'][number]['role'][];
  figures: LaneFigures | null;
  judgement: Judgement | null;
}) {
  const [open, setOpen] = useState(false);
  return (
    <section class={`lane lane-is-${lane.state}`} style={{ '--line': lane.line.color }} aria-label={lane.label}>
      <div class="lane-head">
        <h2>{lane.label}</h2>
        <LaneMark line={lane.line} />
        <p class="faint">{lane.answer === 'outcome' ? 'answers with the outcome' : 'answers with a promise'}</p>
        {lane.payment && <p class="faint">orders are paid, {lane.payment}</p>}
        <div class="lane-state">
          <span>{stateWords[lane.state]}</span>
          {!lab.replay && <Switch lane={lane} />}
        </div>
      </div>
      {lane.state === 'stopped' || lane.state === 'failed' ? (
        <p class="stage lane-off">{lane.because ?? 'This lane is stopped. Start it to send orders its way again.'}</p>
      ) : (
        <Topology lane={lane} columns={columns} figures={figures} />
      )}
      <LaneFiguresTable figures={figures} />
      <JudgeLine judgement={judgement} lane={lane.lane} onOpen={() => setOpen(true)} because={lane.because} />
      {open && judgement && <Checks lane={lane} judgement={judgement} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Switch({ lane: { lane, label, state } }: { lane: Lane }) {
  const off = state === 'stopped' || state === 'failed';
  const word = off ? 'Start' : 'Stop';
  return (
    <Button
      class="quiet"
      aria-label={`${word} ${label}`}
      off={state === 'starting' || state === 'restarting'}
      onPress={() => void act({ do: off ? 'start-lane' : 'stop-lane', lanes: [lane] })}
    >
      {word}
    </Button>
  );
}
