import { z } from 'zod';
import type { LabEventType } from '../contracts/payments.ts';
import { type Acting, eventsIn, eventTypesIn, type Shape, serviceNames } from '../workflow/message-table.ts';

/** A place in a medium that messages pass through. */
interface Channel {
  /** Queue, topic or routing key. */
  address: string;
  summary: string;
  /** Nothing: dead letters. */
  carries: readonly LabEventType[];
  bindings: unknown;
}

/** What an event mode tells of its medium. Names of channels are keys of `channels`. */
export interface Medium {
  title: string;
  description: string;
  /** As AsyncAPI calls it: `amqp`. */
  protocol: string;
  /** Absent: nothing is paid. */
  shape?: Shape;
  channels: Record<string, Channel>;
  sentTo: Record<string, string>;
  consumers: readonly { name: string; readsFrom: readonly string[]; parksIn: string; bindings?: unknown }[];
  /** What a parked message carries besides its bytes, each with a description. */
  deadLetterHeaders: Record<string, string>;
  messageBindings?: unknown;
}

/** The AsyncAPI 3.0 document of one medium. Source: AsyncAPI specification 3.0.0. */
export function asyncApi(medium: Medium): unknown {
  const { title, description, protocol, channels } = medium;
  return {
    asyncapi: '3.0.0',
    info: { title, description, version: '1.0.0' },
    defaultContentType: 'application/json',
    servers: { broker: { host: 'localhost', protocol, description: 'The broker that the services are told of.' } },
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, { address, summary, carries, bindings }]) => [
        name,
        { address, summary, messages: refs(messagesOf(carries)), bindings },
      ]),
    ),
    operations: operationsOf(medium),
    components: { messages: messages(medium), schemas: eventSchemas(medium) },
  };
}

const DEAD_LETTER = 'DeadLetter';
const messagesOf = (carries: readonly LabEventType[]) => (carries.length === 0 ? [DEAD_LETTER] : carries);
const refs = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));

function operationsOf({ channels, sentTo, consumers, shape = 'off' }: Medium) {
  const on = (channel: string, carried: readonly string[]) => ({
    channel: { $ref: `#/channels/${channel}` },
    messages: carried.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  });
  const sends = eventTypesIn(shape).map((event) => {
    const sender = serviceNames[eventsIn(shape)[event]?.from as Acting];
    return [
      `${sender}-sends-${event}`,
      { action: 'send', title: `${sender} sends ${event}`, ...on(sentTo[event] ?? event, [event]) },
    ];
  });
  const receives = consumers.flatMap(({ name, readsFrom, bindings }) =>
    readsFrom.map((channel) => {
      const title = `${name} receives from ${channel}`;
      const carried = on(channel, messagesOf(channels[channel]?.carries ?? []));
      return [
        `${name}-receives-${channel}`,
        { action: 'receive', title, ...carried, ...(bindings ? { bindings } : {}) },
      ];
    }),
  );
  const parks = consumers.map(({ name, parksIn }) => [
    `${name}-parks`,
    { action: 'send', title: `${name} parks what it cannot handle`, ...on(parksIn, [DEAD_LETTER]) },
  ]);
  return Object.fromEntries([...sends, ...receives, ...parks]);
}

function messages({ deadLetterHeaders, messageBindings, shape = 'off' }: Medium) {
  const told = eventTypesIn(shape).map((event) => [
    event,
    {
      name: event,
      title: event,
      contentType: 'application/json',
      payload: { $ref: `#/components/schemas/${event}Event` },
      ...(messageBindings ? { bindings: messageBindings } : {}),
    },
  ]);
  const properties = Object.fromEntries(
    Object.entries(deadLetterHeaders).map(([header, description]) => [header, { type: 'string', description }]),
  );
  const deadLetter = {
    name: DEAD_LETTER,
    title: 'A message that was set aside',
    contentType: 'application/octet-stream',
    headers: { type: 'object', properties },
    payload: { description: 'The bytes as they came, whatever they are; of many the beginning.' },
  };
  return { ...Object.fromEntries(told), [DEAD_LETTER]: deadLetter };
}

type JsonSchema = Record<string, unknown>;

/** The schemas of all events and of what they hold. A registry with `uri`, or a named schema would get refs of its own. */
function eventSchemas({ shape = 'off' }: Medium): Record<string, JsonSchema> {
  const options = { uri: (id: string) => `#/components/schemas/${id}`, target: 'draft-7', io: 'input' } as const;
  const known: Record<string, JsonSchema> = z.toJSONSchema(z.globalRegistry, options).schemas;
  const reached: Record<string, JsonSchema> = {};
  const reach = (name: string): void => {
    const schema = known[name];
    if (!schema || name in reached) return;
    const { $schema: _dialect, $id: _place, ...rest } = schema;
    reached[name] = rest;
    for (const [, next] of JSON.stringify(rest).matchAll(/"#\/components\/schemas\/(\w+)"/g)) reach(next as string);
  };
  for (const event of eventTypesIn(shape)) reach(`${event}Event`);
  return reached;
}
