import type { Mode, Role } from '../../../common/mode.ts';
import { calls, callsOnTheWay, receivedBy, senders } from '../../../common/workflow/message-table.ts';
import type { Lane } from '../protocol/lanes.ts';

type LaneFacts = Pick<Lane, 'lane' | 'label' | 'title' | 'line' | 'medium' | 'answer' | 'arrows' | 'abilities'>;

/** What is fixed about a lane: its mode, whoever runs it. */
export const laneFacts = (mode: Mode): LaneFacts => ({
  lane: mode.name,
  label: mode.label,
  title: mode.title,
  line: { ...mode.line, dash: mode.line.dash === 'solid' ? 'solid' : [...mode.line.dash] },
  medium: mode.medium,
  answer: mode.answer,
  arrows: arrowsOf(mode),
  abilities: { redrive: mode.cannot.redrive ?? null, rewind: mode.cannot.rewind ?? null },
});

/** From whom to whom: the customers, and then calls, or what each service sends to the broker and receives from it. */
function arrowsOf(mode: Mode): Lane['arrows'] {
  const customers = { from: 'client', to: 'orders' } as const;
  if (!mode.broker)
    return [customers, ...callsOnTheWay().map((kind) => ({ from: calls[kind].from, to: calls[kind].to }))];
  const roles = mode.services.map(({ role }) => role);
  return [
    customers,
    ...roles
      .filter((role) => (senders as readonly Role[]).includes(role))
      .map((from) => ({ from, to: 'broker' as const })),
    ...roles.filter((role) => receivedBy(role).length > 0).map((to) => ({ from: 'broker' as const, to })),
  ];
}
