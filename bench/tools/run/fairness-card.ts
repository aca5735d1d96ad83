import type { EventType } from '../../../common/contracts/events.ts';
import { outboxPolicy } from '../../../common/messaging/outbox-policy.ts';
import type { FairFact, Mode, Role } from '../../../common/mode.ts';
import { paymentPolicy } from '../../../common/service/payment-desk.ts';
import { ordersAtOnce } from '../../../common/service/warehouse.ts';
import { storePragmas } from '../../../common/store/open-store.ts';
import { acting, eventsOnTheWay, receivedBy } from '../../../common/workflow/message-table.ts';
import { inventoryLinkOf } from '../../record/inventory-link.ts';
import type { FairnessRow, ModeName } from '../../record/run-file.ts';
import type { InForce } from './in-force.ts';

/** The fairness card: what is alike in every mode first, then what each medium, its broker and its client are set to. */
export function fairnessCard(modes: readonly Mode[], inForce: (mode: Mode) => InForce): FairnessRow[] {
  const rows = new Map<string, FairnessRow & { values: Partial<Record<ModeName, string>>; said: Set<string> }>();
  for (const mode of modes) {
    const known = inForce(mode);
    for (const { setting, value, pushes } of [...aroundIt(mode, known), ...mode.fairness(known.settings)]) {
      const row = rows.get(setting) ?? { setting, values: {}, said: new Set() };
      row.values[mode.name] = value;
      if (pushes !== undefined) row.said.add(pushes);
      rows.set(setting, row);
    }
  }
  return [...rows.values()].map(({ said, ...row }) => (said.size > 0 ? { ...row, pushes: [...said].join(' ') } : row));
}

/** Either of them alike in every mode: several processes of a role share a server's, else each has a file. */
function storesOf({ stores, settings }: InForce): string {
  const files = `one SQLite file per service, ${entriesOf(storePragmas(settings.LAB_DURABILITY))}`;
  if (!stores) return files;
  const { server, ofAll } = stores;
  const { postgresql = 'named by STORE_URL' } = server.versions;
  const set = Object.keys(server.settings).length > 0 ? `, ${entriesOf(server.settings)}` : ', as its owner set it';
  const schemas = `one schema per service in PostgreSQL ${postgresql}${set}`;
  return ofAll ? schemas : `${files}; in trials where a role has several processes ${schemas}`;
}

/** What stands around a mode's medium: its processes, their stores and libraries, the generator, the broker's process. */
function aroundIt(mode: Mode, known: InForce): FairFact[] {
  const { settings, generator, broker } = known;
  return [
    {
      setting: 'stores',
      value: storesOf(known),
      pushes: 'A flush at every commit would cost the mode with the most commits per order the most.',
    },
    {
      setting: 'group commit',
      value: `up to ${settings.LAB_BATCH} transactions per commit`,
      pushes: 'It helps every mode at high rates, where work arrives together; at low rates there is nothing to share.',
    },
    {
      setting: 'admission',
      value:
        `${settings.LAB_MAX_CONNECTIONS} connections, ${settings.LAB_MAX_IN_FLIGHT} requests at once, ` +
        `${settings.LAB_MAX_LATE_MS} ms late in a turn of the event loop, ${ordersTakenIn(mode, known)}; then refused`,
      pushes:
        'Decides how early a mode refuses under overload, which helps the latency of what it still accepts. With calls an order counts until its customer is told: near the capacity a short standstill turns orders away that a mode with a broker stores and finishes later.',
    },
    {
      setting: 'events of an order',
      value: eventsWords(mode),
      pushes:
        'An event that nobody reads costs a mode with a broker a row, a publish and a confirm for every order, which calls do not have.',
    },
    {
      setting: 'work on an order',
      value: workWords(mode, known),
      pushes:
        'What all handlers wait for costs each mode the same time, and throughput by how many orders it works on at once: what bounds that differs.',
    },
    {
      setting: 'paying',
      value: `where orders are paid, ${paymentPolicy.atOnce} payments at once, each for at most ${settings.LAB_PAYMENT_DEADLINE_MS} ms`,
      pushes:
        'As many in every mode: behind a slow provider more would help each alike. What comes beyond waits in a broker, and is refused where it is called.',
    },
    {
      setting: 'processes',
      value: processesOf(mode),
      pushes:
        'Each process more costs its mode CPU per order: a broker always. What only one mode has runs where replay is the subject, and in no trial that is compared.',
    },
    {
      setting: 'node flags of a service',
      value: known.nodeFlags.join(' '),
      pushes: 'A small heap collects garbage more often: it costs most the mode that allocates most per order.',
    },
    {
      setting: 'libraries of every mode',
      value: entriesOf(known.shared, ' '),
      pushes: 'The same versions everywhere: they push no mode before another.',
    },
    {
      setting: 'load generator',
      value:
        `a connection for every request under way, given up after ${generator.timeoutMs} ms, ` +
        `answers awaited ${generator.cutOffMs} ms longer, at most ${generator.mostLines} lines per order unless varied`,
      pushes:
        'What is given up or unfinished enters the tail: it hurts a mode that answers late more than one that refuses.',
    },
    {
      setting: 'client libraries',
      value: entriesOf(known.libraries, ' '),
      pushes:
        'What a client cannot do hurts its mode alone: another library may take more per core, or keep more under way.',
    },
    ...(broker
      ? [
          {
            setting: 'broker',
            value: entriesOf(broker.versions, ' '),
            pushes:
              'An older broker than its makers offer now may hurt its mode: the packages of a distribution stay some releases behind, artifacts of the makers do not.',
          },
          {
            setting: 'flags of the broker process',
            value: broker.flags ?? 'not known: it is not a process of this machine',
            pushes: broker.pushes,
          },
          {
            setting: 'set for the broker',
            value: entriesOf(broker.settings) || 'nothing known of it',
            pushes:
              'What is not listed is as its makers ship it: it helps a broker whose defaults suit one machine. Heartbeats and sessions that are shorter than by default cost a broker CPU while it is idle, and let it recover sooner.',
          },
          {
            setting: 'read back from the broker',
            value: entriesOf(broker.told) || 'nothing',
            pushes:
              'What the broker itself says counts, whatever was set: a default that differs would push its mode unseen.',
          },
        ]
      : []),
    ...(mode.asyncapi
      ? [
          {
            setting: 'events waiting',
            value: `${settings.LAB_MAX_OUTBOX} unsent events, then refused`,
            pushes:
              'The more may wait, the longer an outage in which a mode with a broker refuses nothing, and the later its orders are complete.',
          },
        ]
      : []),
  ];
}

function workWords({ atOnce: { bounds, orderings } }: Mode, { work, settings }: InForce): string {
  const hands = ordersAtOnce(settings);
  const asks =
    work === null
      ? 'decided at once'
      : `a warehouse is asked first, which takes ${work}, for at most ${settings.LAB_WAREHOUSE_DEADLINE_MS} ms`;
  if (hands === null) return `${asks}, in whole batches`;
  const promise = orderings[settings.LAB_ORDERING];
  return `${asks}; ${hands} orders at once: ${bounds(settings)}${promise === undefined ? '' : `; ${promise}`}`;
}

function processesOf({ services, broker }: Mode): string {
  const isActing = ({ role }: Mode['services'][number]) => (acting as readonly Role[]).includes(role);
  const names = (some: Mode['services']) => some.map(({ name }) => name);
  const others = names(services.filter((service) => !isActing(service)));
  return [
    ...names(services.filter(isActing)),
    ...(broker ? [`broker (${broker.kind})`] : []),
    ...(others.length > 0 ? [`in replay also ${others.join(', ')}`] : []),
  ].join(', ');
}

const entriesOf = (some: Record<string, string | number>, between = '='): string =>
  Object.entries(some)
    .map(([name, value]) => `${name}${between}${value}`)
    .join(', ');

/** What else an order is refused for: where others are called, for those that are being placed; else for those that wait to be handed over. */
function ordersTakenIn(mode: Mode, { settings }: InForce): string {
  const { calls } = inventoryLinkOf(mode, settings);
  return calls === null
    ? `more than ${outboxPolicy.farBehind} events waiting, and more with each batch`
    : `${calls.atOnce + calls.waiting} orders being placed`;
}

function eventsWords(mode: Mode): string {
  if (mode.broker === null) return 'none: calls, stored before they are made';
  const way = eventsOnTheWay();
  const isRead = (type: EventType) => acting.some((role) => receivedBy(role).includes(type));
  const unread = way.flat().filter((type) => !isRead(type));
  return `${way.map((types) => types.join(' or ')).join(', ')}; nobody reads ${unread.join(', ')}`;
}
