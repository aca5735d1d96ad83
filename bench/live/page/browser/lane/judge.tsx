import type { Judgement } from '../../../protocol/events.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { count, counted } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { OutcomeMark } from '../parts/marks.tsx';
import { OrderLink } from '../parts/order-link.tsx';

const words = { holds: 'Holds', violated: 'Violated', unknown: 'Unknown yet' } as const;

const shown = 3;

/** What the judge says of a lane, in one line: the same checks that judge a run of the bench. */
export function JudgeLine({
  judgement,
  lane,
  because,
  onOpen,
}: {
  judgement: Judgement | null;
  lane: string;
  because: string | null;
  onOpen: () => void;
}) {
  if (judgement === null) return <p class="judge faint">{because ?? 'Nothing to judge yet.'}</p>;
  const { outcome, accepted, finishedOnce, underWay, lost, doubled, ghosts } = judgement;
  const offending = [
    ...new Set(judgement.checks.filter((check) => check.outcome === 'violated').flatMap((check) => check.offending)),
  ];
  return (
    <div class={`judge judge-${outcome}`}>
      <OutcomeMark outcome={outcome} />
      <button type="button" class="link" aria-haspopup="dialog" onClick={onOpen}>
        {words[outcome]}
      </button>
      <span>
        {count(accepted)} accepted: <b>{count(finishedOnce)}</b> finished exactly once, <b>{count(underWay)}</b> under
        way, <Wrong many={lost} word="lost" />, <Wrong many={doubled} word="doubled" />,{' '}
        <Wrong many={ghosts} word={ghosts === 1 ? 'ghost reservation' : 'ghost reservations'} />
        {outcome === 'violated' && offending.length > 0 && (
          <>
            {': '}
            {offending.slice(0, shown).map((id) => (
              <OrderLink key={id} lane={lane} orderId={id} />
            ))}
          </>
        )}
      </span>
    </div>
  );
}

const Wrong = ({ many, word }: { many: number; word: string }) => (
  <span class={many > 0 ? 'bad' : ''}>
    <b>{count(many)}</b> {word}
  </span>
);

/** Each check with what it says. */
export function Checks({ lane, judgement, onClose }: { lane: Lane; judgement: Judgement; onClose: () => void }) {
  return (
    <Dialog title={`${lane.label}: what the judge says`} onClose={onClose}>
      <p>{judgement.because}</p>
      <table class="list">
        <thead>
          <tr>
            <th>check</th>
            <th>so far</th>
            <th>what it says</th>
          </tr>
        </thead>
        <tbody>
          {judgement.checks.map(({ check, rule, outcome, because, findings, offending }) => (
            <tr key={check}>
              <th scope="row">
                {check}
                <small>{rule}</small>
              </th>
              <td class={`judge-${outcome}`}>
                <OutcomeMark outcome={outcome} /> {words[outcome].toLowerCase()}
              </td>
              <td>
                {because}
                {findings > 0 && (
                  <small>
                    {counted(findings, 'finding')}:{' '}
                    {offending.map((id) => (
                      <OrderLink key={id} lane={lane.lane} orderId={id} />
                    ))}
                  </small>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
