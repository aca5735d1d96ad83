import type { Command } from '../../protocol/commands.ts';
import { token } from './session.ts';

/** What the lab refused, in its words. */
export class Refused extends Error {}

const authorization = () => ({ authorization: `Bearer ${token ?? ''}` });

/** Sends a command and resolves with its result. Rejects with `Refused`. */
export async function command<Result>(wanted: Command): Promise<Result> {
  const response = await answerOf('/commands', {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  return (await response.json()) as Result;
}

/** Reads something of the lab, as JSON. Rejects with `Refused`. */
export async function read<Answer>(path: string): Promise<Answer> {
  return (await (await answerOf(path, { headers: authorization() })).json()) as Answer;
}

/** Reads something of the lab, as text. Rejects with `Refused`. */
export const readText = async (path: string): Promise<string> =>
  (await answerOf(path, { headers: authorization() })).text();

/** Saves an answer of the lab as a file. */
export async function download(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await (await answerOf(path, { headers: authorization() })).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

async function answerOf(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new Refused('The lab does not answer. Is it still running?');
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as { title?: string; detail?: string } | null;
  throw new Refused(problem?.detail ?? problem?.title ?? `The lab answered ${response.status}.`);
}
