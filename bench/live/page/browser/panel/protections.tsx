import type { ComponentChildren } from 'preact';
import type { Lane } from '../../../protocol/lanes.ts';
import { act } from '../lab.ts';
import { Button } from '../parts/button.tsx';

/** Why it cannot be switched here; null: it can. */
const reasonOf = ({ needless, fixed }: Lane['protections'][number]) => needless ?? fixed;

/** The protections of each lane. Switching one restarts the services of that lane. */
export function Protections({ lanes, head }: { lanes: Lane[]; head: ComponentChildren }) {
  const names = lanes[0]?.protections.map(({ name, what }) => ({ name, what })) ?? [];
  return (
    <>
      <p class="faint">Switching one restarts the services of the lane.</p>
      <table class="matrix">
        {head}
        <tbody>
          {names.map(({ name, what }) => {
            const of = lanes.map((lane) => ({ lane, protection: lane.protections.find((one) => one.name === name) }));
            const useful = of.filter(
              ({ lane, protection }) =>
                lane.state === 'up' && protection !== undefined && reasonOf(protection) === null,
            );
            const on = !useful.every(({ protection }) => protection?.on);
            return (
              <tr key={name}>
                <th scope="row" title={what}>
                  {name}
                  <small>{what}</small>
                </th>
                {of.map(({ lane, protection }) => (
                  <td key={lane.lane}>
                    {!protection || reasonOf(protection) !== null ? (
                      <span class="cell not-applicable" title={`not applicable: ${protection && reasonOf(protection)}`}>
                        n/a
                        <span class="unseen">
                          {' '}
                          in {lane.label}: {protection && reasonOf(protection)}
                        </span>
                      </span>
                    ) : (
                      <Button
                        role="switch"
                        class={protection.on ? 'cell' : 'cell off'}
                        aria-checked={protection.on}
                        aria-label={`${name}, ${lane.label}`}
                        off={lane.state !== 'up'}
                        onPress={() =>
                          void act({ do: 'protect', lanes: [lane.lane], protection: name, on: !protection.on })
                        }
                      >
                        {protection.on ? 'on' : 'off'}
                      </Button>
                    )}
                  </td>
                ))}
                <td>
                  <Button
                    class="cell"
                    off={useful.length === 0}
                    aria-label={`Switch ${name} ${on ? 'on' : 'off'} in all lanes`}
                    onPress={() =>
                      void act({ do: 'protect', lanes: useful.map(({ lane }) => lane.lane), protection: name, on })
                    }
                  >
                    {on ? 'on' : 'off'}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
