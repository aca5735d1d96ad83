import { faultTitle } from '../../faults/all.ts';
import type { ModeName } from '../../record/run-file.ts';
import type { Answer, AnswerCell, Question } from '../figures/answers.ts';
import type { ModeCosts } from '../figures/cost-curve.ts';
import { ratesWords } from './capacity-words.ts';
import { recoveryWords, takenWords } from './fault-words.ts';
import { count, figure, msOfMicros, plural, rate, ratioFigure } from './format.ts';
import { modeLabel, outcomeLabel } from './names.ts';
import { notRankedWords, sessionsWords, undecidedWords, unsharedWords } from './ranking-words.ts';
import { wayRateWords, wayShort, withinWords } from './way-back-words.ts';
import { rowWords } from './work-words.ts';

/** What the first screen asks and answers, in words. */

/** What the mode at this place answers. */
export const answerWords = ({ cells, question }: Answer, index: number): string => {
  const cell = cells[index];
  return cell === undefined ? '' : cellWords(cell, question);
};

export function questionWords(question: Question, modes: readonly ModeName[]): string {
  switch (question.kind) {
    case 'told':
      return 'The client is told';
    case 'finished':
      return `An order is finished (its notification is stored; with calls, before the answer is back), at ${rate(question.ratePerSecond)}/s: ${quantileWords(question.most)}`;
    case 'answered':
      return `The client has its answer, at ${rate(question.ratePerSecond)}/s: ${quantileWords(question.most)}`;
    case 'compared': {
      const what = question.metric === 'orders per core-second' ? 'CPU per order' : 'Median time to finish an order';
      return `${what}, at ${rate(question.ratePerSecond)}/s: × ${modeLabel(modes[0] ?? '')} (95% interval of this session; span of those kept)`;
    }
    case 'costs': {
      const [lowest, highest] = [question.lowestPerSecond, question.highestPerSecond].map(about);
      return `CPU of one order at ${lowest}/s and at ${highest}/s, × ${modeLabel(modes[0] ?? '')} at the loads that all had (no interval); and at the mean rate of its own searches, another in each mode and not compared`;
    }
    case 'fault': {
      const { fault, seconds, ratePerSecond } = question;
      if (seconds === null || ratePerSecond === null) return faultTitle(fault);
      const lasted = [...new Set(seconds)].map(count).join(' to ');
      return `${faultTitle(fault)} for ${lasted} s, ${rate(ratePerSecond)}/s`;
    }
    case 'capacity':
      return `Highest rate held, in searches and for longer (99% finished within ${figure(question.sloMs)} ms)`;
    case 'hands':
      return `Orders per second while more come, ${rowWords(question.row)} (${rate(question.predictedPerSecond)} predicted by the hands)`;
    case 'others':
      return `Some orders take long (${rowWords(question.row)}): half of the others are finished`;
    case 'knows':
      return `The caller knows the outcome within (median, 90%), while nothing fails, at ${wayRateWords(question.rate)}`;
    case 'shapes':
      return `Orders that are paid, at ${rate(question.ratePerSecond)}/s: median time to finish one, orchestrated ÷ choreographed (95% interval)`;
    case 'past':
      return 'Can what happened be read again later?';
  }
}

/** What is meant where cells say that the work was another; '' where none does. Each mode is compared with the first. */
export function otherWorkWords(answers: readonly Answer[], modes: readonly ModeName[]): string {
  const told = answers.flatMap(({ cells }) =>
    cells.flatMap((cell, index) =>
      cell.kind === 'not ranked' && cell.why.kind === 'other work'
        ? [`${modeLabel(modes[index] ?? '')} beside ${modeLabel(modes[0] ?? '')}: ${unsharedWords(cell.why.unshared)}`]
        : [],
    ),
  );
  return told.length === 0 ? '' : `*Other work*: ${[...new Set(told)].join('; ')}.`;
}

/** A question in two or three words, for a list of several. */
export function shortWords(question: Question): string {
  switch (question.kind) {
    case 'told':
      return 'told the outcome';
    case 'answered':
      return 'time to the answer';
    case 'finished':
      return 'time to the end';
    case 'compared':
      return question.metric === 'orders per core-second' ? 'CPU per order' : 'sooner finished';
    case 'costs':
      return 'CPU over the load';
    case 'fault':
      return question.fault;
    case 'capacity':
      return 'highest rate';
    case 'hands':
      return 'what hands do';
    case 'others':
      return 'held up by slow ones';
    case 'knows':
      return 'knows the outcome';
    case 'shapes':
      return 'shape of a payment';
    case 'past':
      return 'the past';
  }
}

const quantileWords = (most: number) => `median, ${Math.round(most * 100)}th percentile`;

function orderingWords(value: number | 'void' | null, kind: Question['kind']): string {
  if (value === null) return 'n/a';
  if (value === 'void') return '**void**, since orders were lost';
  return kind === 'others' ? `${msOfMicros(value)} ms` : `${rate(value)}/s`;
}

export function cellWords(cell: AnswerCell, { kind }: Question): string {
  switch (cell.kind) {
    case 'none':
      return { cannot: 'does not apply', 'not run': 'not run', 'no figure': '–' }[cell.because];
    case 'not ranked':
      return `*not ranked*, ${notRankedWords[cell.why.kind]}`;
    case 'told':
      return { outcome: 'the outcome (201)', promise: 'a promise (202)' }[cell.answer];
    case 'times':
      return `${msOfMicros(cell.half)} ms, ${cell.most === null ? 'n/a' : `${msOfMicros(cell.most)} ms`}`;
    case 'one':
      return '1';
    case 'ratio': {
      const { ratio, low, high } = cell.interval;
      const span = cell.span === undefined ? '' : `; ${sessionsWords(cell.span)}`;
      const words = `${ratioFigure(ratio)} (${ratioFigure(low)} to ${ratioFigure(high)}${span})`;
      return cell.result === 'no difference shown' ? `*${undecidedWords(cell.interval)}*, ${words}` : words;
    }
    case 'costs':
      return costWords(cell.costs);
    case 'fault':
      return [
        cell.cell.outcome === 'holds' ? '' : `**${outcomeLabel[cell.cell.outcome]}**`,
        takenWords(cell.cell),
        recoveryWords(cell.cell),
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'rates':
      return ratesWords(cell);
    case 'by ordering':
      return cell.lines
        .map(({ ordering, value }) => {
          const words = orderingWords(value, kind);
          return ordering === null ? words : `by ${ordering} ${words}`;
        })
        .join(', ');
    case 'by way':
      return cell.lines.map(({ way, half, most }) => `${wayShort[way]} ${withinWords(half, most)}`).join('; ');
    case 'rebuilt':
      return [pastWords[cell.past], rebuiltWords(cell)].join('; ');
  }
}

/** Two digits: loads that differ by little are one. */
const about = (perSecond: number) => rate(Number(perSecond.toPrecision(2)));

/** `9.88, 2.20 ms, × 1.18 to 1.98; 0.703 ms at 2062/s` */
function costWords({ lowest, highest, own, times, otherWork }: ModeCosts): string {
  const ends = `${[lowest, highest].map(figure).join(', ')} ms`;
  const alone = own === null ? 'n/a' : `${figure(own.cost)} ms at ${count(own.perSecond)}/s`;
  if (otherWork) return `${ends}; ${alone}; *not ranked*, ${notRankedWords['other work']}`;
  const range = times === null ? '' : `, × ${ratioFigure(times.least)} to ${ratioFigure(times.most)}`;
  return `${ends}${range}; ${alone}`;
}

const pastWords = {
  medium: 'yes, from the medium itself, while it keeps them',
  beside: 'yes, from what is kept beside the queues',
  no: 'only the states it led to',
};

function rebuiltWords({ equal, of, again, rows, removed }: Extract<AnswerCell, { kind: 'rebuilt' }>): string {
  return [
    of === 0 && rows > 0 ? '' : `${plural(equal, 'rebuild')} equal`,
    again === 0 ? '' : `${count(again)} read again without effect`,
    rows === 0 ? '' : 'the same rows, read again',
    removed === 0 ? '' : `${count(removed)} cut short on purpose and said so`,
    of === equal ? '' : `**${count(of - equal)} not whole, or not equal**`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
