import { parkedAnswers } from '../../../common/operator/store-reader.ts';
import { checkers } from '../../checkers/all.ts';
import { none } from '../../faults/none.ts';
import { callbackSettings } from '../../lab/caller.ts';
import { finalReads, readProducts } from '../../lab/final-reads.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { seededRandom } from '../../measure/random.ts';
import { keyOf } from '../../record/attempt-key.ts';
import type { Operation } from '../../record/history.ts';
import { Recorder } from '../../record/recorder.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { Verdict } from '../../record/verdict.ts';
import { type SituationName, situationNames } from '../../record/way-back-cell.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import type { WayBackSize } from '../plan/way-back-size.ts';
import { unjudged } from '../trial/failed-trial.ts';
import { countOrders } from '../trial/journey.ts';
import { withTrialLab } from '../trial/trial-lab.ts';
import { createAnswerBook } from './answer-book.ts';
import type { Asked } from './follow.ts';
import { type Followed, situationOf } from './situation.ts';
import { rowOf, unheardIn, whyNone } from './way-back-figures.ts';
import { situations, waysOf } from './ways.ts';

const QUIESCENCE_MS = 60_000;
/** Those that ask for nothing but what happened: no window of a fault. */
const judging = ['lost', 'duplicate-order', 'stuck', 'transitions', 'stock', 'money', 'notification', 'told'];

/** All ways of one mode at the same time, in one situation after the other, on one lab; then its checks. */
export function measureWayBack(
  session: Session,
  plan: TrialPlan,
  size: WayBackSize,
  options: TrialOptions,
): Promise<TrialRecord> {
  const { id, mode, load, seed } = plan;
  const settings = { ...callbackSettings, LAB_REQUESTS: '1' };
  return withTrialLab(session, { ...plan, sameRoles: true, settings }, options, async (lab) => {
    const catalogue = await readProducts(lab);
    const recorder = new Recorder(id);
    const book = createAnswerBook();
    const place = (situation: SituationName, ratePerSecond: number, seconds: number, name: string) =>
      situationOf(lab, recorder, book, situation, ratePerSecond, seconds, name, seededRandom(seed, `way-back ${name}`));
    const warmUp = await place('steady', size.ratePerSecond, load.warmUpSeconds, 'warm-up');
    const asked = [...warmUp.asked];
    const found: (Followed & { situation: SituationName })[] = [];
    for (const situation of situationNames) {
      const seconds = situations[situation].dead ? size.deadSeconds : size.steadySeconds;
      session.say(`        ${mode.name}: ${situation} …`);
      const one = await place(situation, size.ratePerSecond, seconds, situation);
      asked.push(...one.asked);
      found.push({ situation, ...one });
    }
    const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
    const read = await finalReads(lab, catalogue, stillMoving);
    const callers = book.callers(read.orders);
    const answers = callers && { ...callers, parked: await parkedAnswers(lab.running.dataFolder) };
    const final = { ...read, answers };
    const history: Operation[] = recorder.mergedWith([]);
    const orders = new Map(final.orders.map((order) => [keyOf(order), order]));
    const rows = found.flatMap(({ asked: those, costs, ...of }) =>
      [...costs].map(([way, cost]) =>
        rowOf({ ...of, way, asked: those.filter((one) => one.way === way), orders, cost }),
      ),
    );
    const why = whyNone(rows);
    const judged = judging.map((name) => checkerOf(name).check({ mode, fault: none.name, history, final }));
    return {
      trial: {
        ...unjudged(plan),
        use: why === null ? { usable: true } : { usable: false, why: { kind: 'other', said: why } },
        requests: { ...unjudged(plan).requests, sent: asked.length, accepted: asked.filter(isStored).length },
        orders: countOrders(final.orders),
        wayBack: { ratePerWay: size.ratePerSecond / waysOf(mode).length, ratePerSecond: size.ratePerSecond, rows },
        verdicts: judged.map((verdict) => withUnheard(verdict, unheardIn(rows))),
      },
      operations: history,
      final,
      latencies: null,
      window: { startMs: 0, endMs: 0 },
      series: [],
      analytics: null,
    };
  });
}

const isStored = ({ orderId }: Asked) => orderId !== null;

/** Also who asks, listens or waits for the answer is owed the outcome. */
const withUnheard = (verdict: Verdict, unheard: number): Verdict =>
  verdict.check !== 'told' || unheard === 0
    ? verdict
    : {
        ...verdict,
        outcome: 'violated',
        because: `${unheard} callers never learned the outcome. ${verdict.because}`,
        findings: verdict.findings + unheard,
      };

function checkerOf(name: string) {
  const checker = checkers.get(name);
  if (!checker) throw new Error(`There is no check ${name}.`);
  return checker;
}
