import { logIn, type Person } from './customers.ts';

/** What a person shows, got anew while the one before is still good for half of its time. */
export function showing(customersUrl: string, person: Person): () => Promise<string> {
  let held: { bearer: string; renewMs: number } | null = null;
  return async () => {
    if (!held || performance.now() > held.renewMs) {
      const { bearer, forSeconds } = await logIn(customersUrl, person);
      held = { bearer, renewMs: performance.now() + forSeconds * 500 };
    }
    return held.bearer;
  };
}
