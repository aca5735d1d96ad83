import type { Mode, Role } from '../../../common/mode.ts';
import {
  calls,
  callsOnTheWay,
  paying,
  receivedBy,
  type Shape,
  sendersIn,
} from '../../../common/workflow/message-table.ts';
import type { Lane } from '../protocol/lanes.ts';

type LaneFacts = Pick<
  Lane,
  'lane' | 'label' | 'title' | 'line' | 'medium' | 'answer' | 'payment' | 'arrows' | 'abilities'
>;

/** What is fixed about a lane: its mode, and how its orders are paid, whoever runs it. */
export const laneFacts = (mode: Mode, shape: Shape, roles: readonly Role[]): LaneFacts => ({
  lane: mode.name,
  label: mode.label,
  title: mode.title,
  line: { ...mode.line, dash: mode.line.dash === 'solid' ? 'solid' : [...mode.line.dash] },
  medium: mode.medium,
  answer: mode.answer,
  payment: shape === 'off' ? null : shape,
  arrows: arrowsOf(mode, shape, roles),
  abilities: { redrive: mode.cannot.redrive ?? null, rewind: mode.cannot.rewind ?? null },
});

/** From whom to whom: the customers, and then calls, or what each service sends to the broker and receives from it; and who asks for money. */
function arrowsOf(mode: Mode, shape: Shape, roles: readonly Role[]): Lane['arrows'] {
  const customers = { from: 'client', to: 'orders' } as const;
  const money = shape === 'off' ? [] : [{ from: paying, to: 'provider' } as const];
  if (!mode.broker)
    return [
      customers,
      ...callsOnTheWay(shape).map((kind) => ({ from: calls[kind].from, to: calls[kind].to })),
      ...money,
    ];
  return [
    customers,
    ...roles
      .filter((role) => (sendersIn(shape) as readonly Role[]).includes(role))
      .map((from) => ({ from, to: 'broker' as const })),
    ...roles.filter((role) => receivedBy(role, shape).length > 0).map((to) => ({ from: 'broker' as const, to })),
    ...money,
  ];
}
