import { useState } from 'preact/hooks';
import type { Command } from '../../../protocol/commands.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { count, counted } from '../format.ts';
import { act } from '../lab.ts';

/** What an operator does besides: deliver again, redrive, read the past again. What a lane cannot do gives its reason. */
export function Actions({ lanes }: { lanes: Lane[] }) {
  const [said, say] = useState('');
  const run = async <Result,>(wanted: Command, tell: (result: Result) => string) => {
    say('…');
    const result = await act<Result>(wanted);
    say(result === null ? '' : tell(result));
  };
  const up = lanes.filter(({ state }) => state === 'up').map(({ lane }) => lane);
  const labelOf = (name: string) => lanes.find(({ lane }) => lane === name)?.label ?? name;
  return (
    <div class="actions">
      <p role="status">{said}</p>
      <button
        type="button"
        disabled={up.length === 0}
        onClick={() =>
          void run<{ delivered: Record<string, number> }>({ do: 'redeliver', lanes: up }, ({ delivered }) =>
            Object.entries(delivered)
              .map(([lane, many]) => `${labelOf(lane)}: ${count(many)} delivered again`)
              .join(', '),
          )
        }
      >
        Deliver the newest orders again, all lanes
      </button>
      {lanes.map(({ lane, label, abilities, services, state }) => (
        <fieldset key={lane} disabled={state !== 'up'}>
          <legend>{label}</legend>
          {abilities.redrive === null ? (
            <button
              type="button"
              onClick={() =>
                void run<{ redriven: number }>(
                  { do: 'redrive', lane },
                  ({ redriven }) => `${label}: ${counted(redriven, 'parked message')} sent again`,
                )
              }
            >
              Redrive parked messages
            </button>
          ) : (
            <p class="faint">Redrive, not applicable: {abilities.redrive}</p>
          )}
          {abilities.rewind === null ? (
            <>
              {services.map(({ role, name }) => (
                <button
                  key={role}
                  type="button"
                  onClick={() =>
                    void run(
                      { do: 'rewind', lane, role },
                      () => `${label}: ${name} reads the log again from its beginning`,
                    )
                  }
                >
                  Reset offsets of {name}
                </button>
              ))}
              {services.some(({ role }) => role === 'analytics') && (
                <button
                  type="button"
                  onClick={() =>
                    void run<{ before: string; after: string; same: boolean }>(
                      { do: 'rebuild-analytics', lane },
                      ({ before, after, same }) =>
                        `Digest before ${before.slice(0, 12)}, after ${after.slice(0, 12)}: ${same ? 'the same' : 'not the same'}`,
                    )
                  }
                >
                  Rebuild analytics
                </button>
              )}
            </>
          ) : (
            <p class="faint">Reset offsets, not applicable: {abilities.rewind}</p>
          )}
        </fieldset>
      ))}
    </div>
  );
}
