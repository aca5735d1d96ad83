import { Problem } from '../../common/contracts/problems.ts';

/** An answer, read to its end. `json` is null when it is no JSON. */
export interface Reply<Body> {
  status: number;
  headers: Headers;
  text: string;
  json: Body;
}

const TIMEOUT_MS = 15_000;

export async function request<Body>(url: string, init: RequestInit = {}): Promise<Reply<Body>> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) as Body };
}

export const send = <Body>(method: string, url: string, body: unknown, headers: Record<string, string> = {}) =>
  request<Body>(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The problem document of an answer. Throws when it is none, or says another status than the answer has. */
export function problemIn({ status, headers, text, json }: Reply<unknown>): Problem {
  const type = headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json'))
    throw new Error(`expected a problem, got ${status} ${type} ${text}`);
  const problem = Problem.parse(json);
  if (problem.status !== status) throw new Error(`a problem of status ${problem.status} was answered with ${status}`);
  return problem;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
