import type { CatalogueFault, Lane, LaneFault } from '../../../protocol/lanes.ts';
import { Button } from '../parts/button.tsx';

export type Doing = 'inject' | 'heal';

export const phases: Record<LaneFault['phase'], string> = {
  injecting: 'being injected',
  injected: 'injected, not proved yet',
  witnessed: 'proved',
  healing: 'being healed',
  healed: 'healed',
  unhealed: 'could not be healed',
  failed: 'could not be injected',
};

export const isOver = ({ untilMs }: LaneFault) => untilMs !== null;

/** Whether a click heals it: also where that failed before. */
export const isHealable = ({ lasts }: CatalogueFault, one: LaneFault) =>
  !isOver(one) && (one.phase === 'unhealed' || (lasts && (one.phase === 'injected' || one.phase === 'witnessed')));

/** Break, or heal: what a click does next stands on the button; between the two it says how far it is. */
export function FaultButton({
  fault,
  lane,
  one,
  unavailable,
  onPress,
}: {
  fault: CatalogueFault;
  lane: Lane;
  one: LaneFault | undefined;
  unavailable: string | null;
  onPress: (doing: Doing) => void;
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
  const heals = one !== undefined && isHealable(fault, one);
  const lit = one?.phase === 'witnessed';
  const doing = heals ? 'Heal' : 'Break';
  return (
    <Button
      class={`cell ${lit ? 'lit' : ''} ${under && !lit ? 'pending' : ''}`}
      aria-pressed={lit}
      off={lane.state !== 'up' || busy || (under && !heals)}
      aria-label={`${doing}: ${fault.title}, ${lane.label}${under ? ` (${phases[one.phase]})` : ''}`}
      onPress={() => onPress(heals ? 'heal' : 'inject')}
    >
      {busy || (under && !heals) ? '…' : heals ? 'heal' : 'break'}
    </Button>
  );
}
