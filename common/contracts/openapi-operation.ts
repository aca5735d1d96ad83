import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { Problem, type ProblemKind, problems } from './problems.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
/** A JSON body that must be there. */
export const body = (schema: z.ZodType) => ({ required: true, content: json(schema) });
export const problem = { 'application/problem+json': { schema: Problem } };

const header = (description: string, schema: z.ZodType) => ({ description, required: true, schema });
const headers = {
  'X-Request-Id': header('Names this request; the log has it too.', z.uuid()),
  Location: header('Where the order is.', z.string().regex(/^\/orders\/[0-9a-f-]{36}$/)),
  'Retry-After': header('Seconds after which it may be asked again.', z.string().regex(/^[0-9]{1,4}$/)),
  ETag: header('Names this version of the order.', z.string().regex(/^"[0-9a-f-]{36}-\d{1,10}"$/)),
  'Cache-Control': header('Ask before what is kept is used again.', z.literal('private, no-cache')),
  'WWW-Authenticate': header('What to show: a bearer token.', z.literal('Bearer')),
  Allow: header('The methods that this path has.', z.string().regex(/^[A-Z, ]{3,64}$/)),
};

/** Seconds after which it may be asked again; only while the order is pending. */
const whilePending = { 'Retry-After': { ...headers['Retry-After'], required: false } };

function pick(names: readonly (keyof typeof headers)[]) {
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

/** An answer with a JSON body, the id of its request, and the headers that are named. */
export function answer(description: string, schema: z.ZodType, ...named: (keyof typeof headers)[]) {
  return { description, headers: pick(['X-Request-Id', ...named]), content: json(schema) };
}

export const requestId = pick(['X-Request-Id']);

const conditional = { ...pick(['X-Request-Id', 'ETag', 'Cache-Control']), ...whilePending };
/** The answers of what may be asked for on condition: it is as described, or the caller has it already. */
export const answersOnCondition = (description: string, schema: z.ZodType) => ({
  200: { description, headers: conditional, content: json(schema) },
  304: { description: 'It is as the caller has it.', headers: conditional },
});

/** The answers of a stream of server-sent events whose data is of this schema. */
export const answersOnAndOn = (description: string, schema: z.ZodType) => ({
  200: { description, headers: requestId, content: { 'text/event-stream': { schema } } },
  204: { description: 'Nothing more will come: the last of it was Last-Event-ID.', headers: requestId },
});

/** What a problem answer has besides the id of its request. */
const headersOf = (status: number): (keyof typeof headers)[] => [
  'X-Request-Id',
  ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
  ...(status === 405 ? (['Allow'] as const) : []),
  ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
];

/** The answer that tells of these kinds of problems: one object, which is how it stands in a document but once. */
const alike = new Map<string, object>();
function problemAnswer(status: number, kinds: readonly ProblemKind[]): object {
  const id = kinds.join('.');
  const description = [...new Set(kinds.map((kind) => problems[kind].title))].join('; ');
  const known = alike.get(id) ?? { id, description, headers: pick(headersOf(status)), content: problem };
  alike.set(id, known);
  return known;
}

/** The problem answers of one route, by status. */
export function problemAnswers(kinds: readonly ProblemKind[]) {
  const byStatus = Map.groupBy(new Set(kinds), (kind) => problems[kind].status);
  return Object.fromEntries([...byStatus].map(([status, those]) => [String(status), problemAnswer(status, those)]));
}

const always: ProblemKind[] = [
  'not-http',
  'invalid-request',
  'foreign-caller',
  'method-not-allowed',
  'request-timeout',
  'expectation-failed',
  'too-many-requests',
  'headers-too-large',
  'internal',
  'shutting-down',
  'store-unavailable',
];
const withBody: ProblemKind[] = ['not-json', 'body-too-large', 'unsupported-media-type'];

/** One method on one path: what it answers when all goes well, and the `kinds` of problems that are its own. */
export function operation(
  operationId: string,
  summary: string,
  success: Record<string, { description: string; headers: unknown; content?: unknown }>,
  more: Omit<ZodOpenApiOperationObject, 'responses'> = {},
  kinds: ProblemKind[] = [],
): ZodOpenApiOperationObject {
  const all = [...(more.requestBody ? withBody : []), ...kinds, ...always];
  return {
    operationId,
    summary,
    ...more,
    responses: { ...success, ...problemAnswers(all) },
  } as ZodOpenApiOperationObject;
}
