import type { Random } from '../random.ts';
import { type Corruption, change, type Finished, repeat, violates } from './corruption.ts';

type Answers = NonNullable<Finished['final']['answers']>;

/** Only where somebody is owed an answer. */
const inAnswers =
  (corrupt: (answers: Answers, random: Random, evidence: Finished) => boolean): Corruption['corrupt'] =>
  (evidence, random) => {
    const { answers } = evidence.final;
    return answers ? corrupt(answers, random, evidence) : false;
  };
const any = () => true;

export const told: Corruption[] = [
  violates(
    'an answer never comes',
    inAnswers((answers, random) => {
      const aside = new Set(answers.parked.map(({ orderId }) => orderId));
      const one = random.some(answers.got.filter(({ orderId }) => !aside.has(orderId)));
      if (!one) return false;
      answers.got = answers.got.filter(({ orderId }) => orderId !== one.orderId);
      return true;
    }),
  ),
  violates(
    'an answer tells another outcome',
    inAnswers(({ got }, random) =>
      change(random, got, any, (one) => (one.status = one.status === 'confirmed' ? 'rejected' : 'confirmed')),
    ),
  ),
  violates(
    'a second answer contradicts the first',
    inAnswers(({ got }, random) => repeat(random, got, any, (copy) => (copy.status = 'pending'))),
  ),
  violates(
    'an answer tells another total',
    inAnswers(({ got }, random) => change(random, got, any, (one) => (one.totalMinor = (one.totalMinor ?? 0) + 1))),
  ),
  violates(
    'an answer comes to somebody who is owed nothing',
    inAnswers(({ got }, random) => repeat(random, got, any, (copy) => (copy.orderId = random.uuid()))),
  ),
  violates(
    'an answer comes to another caller',
    inAnswers(({ got, owed }, random) =>
      change(random, got, any, (one) => (one.place = owed.find(({ place }) => place !== one.place)?.place ?? 'nobody')),
    ),
  ),
  violates(
    'the answers of two callers are swapped',
    inAnswers(({ got }, random) => {
      const one = random.some(got);
      const other = one && random.some(got.filter(({ place }) => place !== one.place));
      if (!one || !other) return false;
      [one.place, other.place] = [other.place, one.place];
      return true;
    }),
  ),
  violates(
    'an answer comes to nobody who is known',
    inAnswers((answers) => {
      answers.foreign++;
      return true;
    }),
  ),
  violates(
    'one that is parked says not why',
    inAnswers(({ parked }, random) => change(random, parked, any, (one) => (one.reason = ''))),
  ),
];
