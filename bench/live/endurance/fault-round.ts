import { until } from '../../lab/until.ts';
import type { Judgement } from '../protocol/events.ts';
import type { CatalogueFault, LaneFault } from '../protocol/lanes.ts';
import type { LabClient } from '../testing/lab-client.ts';

/** From then on the lane has so long to come back to what it was. */
const WELL_MS = 60_000;

/** How one lane came through one fault. Milliseconds since it was pressed; null: it did not come to that. */
interface Suffered {
  lane: string;
  fault: string;
  /** Until something proved it while it lasted. */
  litMs: number | null;
  healedMs: number | null;
  /** Until the judge found every order of the lane in order again. */
  cleanMs: number | null;
  told: LaneFault | null;
  /** What the judge said in the end. */
  judged: string;
}

/** Presses one fault in all lanes that can suffer it, has it heal by itself after so long, or as long as it needs to show, and waits until each is judged clean again. */
export async function faultRound(
  client: LabClient,
  fault: CatalogueFault,
  { lastsSeconds }: { lastsSeconds: number },
): Promise<Suffered[]> {
  const { name, unavailable } = fault;
  const lanes = Object.keys(unavailable).filter((lane) => unavailable[lane] === null);
  if (lanes.length === 0) return [];
  const seconds = Math.max(lastsSeconds, fault.atLeastSeconds ?? 0);
  const before = new Set(lanes.flatMap((lane) => client.lane(lane)?.faults.map(({ id }) => id) ?? []));
  const beganMs = performance.now();
  const since = () => Math.round(performance.now() - beganMs);
  await client.command({ do: 'inject', lanes, fault: name, ...(fault.lasts && { seconds }) });
  const suffered = await Promise.all(
    lanes.map(async (lane): Promise<Suffered> => {
      const now = () => client.lane(lane)?.faults.find((one) => one.name === name && !before.has(one.id)) ?? null;
      const reached = (what: string, look: () => boolean) =>
        until(what, look, seconds * 1000 + WELL_MS).then(since, () => null);
      const isOver = () => ['healed', 'unhealed', 'failed'].includes(now()?.phase ?? '');
      const isLit = () => now()?.phase === 'witnessed';
      const seen = await reached('it is lit, or over', () => isLit() || isOver());
      const litMs = isLit() ? seen : null;
      const healedMs = await reached('it is over', isOver);
      const cleanMs = await reached('the lane is judged clean', () => client.judged.get(lane)?.outcome === 'holds');
      return { lane, fault: name, litMs, healedMs, cleanMs, told: now(), judged: words(client.judged.get(lane)) };
    }),
  );
  for (const { lane, litMs, healedMs, cleanMs, told } of suffered)
    console.log(
      `  ${name} in ${lane}: lit ${litMs}, over ${healedMs}, clean ${cleanMs} ms; ${told?.phase}: ${told?.evidence}`,
    );
  return suffered;
}

const words = (judgement: Judgement | undefined): string => {
  const broken = judgement?.checks.filter(({ outcome }) => outcome === 'violated') ?? [];
  return [
    judgement?.outcome,
    judgement?.because,
    ...broken.map(({ check, because, offending }) => `${check}: ${because} ${offending.join(' ')}`),
  ].join('; ');
};

/** What should not be, in sentences. */
export const wrongIn = (suffered: readonly Suffered[]): string[] =>
  suffered.flatMap(({ lane, fault, cleanMs, told, judged }) => [
    ...(told?.phase === 'healed' ? [] : [`${fault} in ${lane}: ${told?.phase}, ${told?.evidence}`]),
    ...(told?.phase === 'healed' && told.evidence === null ? [`${fault} in ${lane}: nothing proved it`] : []),
    ...(cleanMs === null ? [`${fault} in ${lane}: it was not judged clean afterwards: ${judged}`] : []),
  ]);
