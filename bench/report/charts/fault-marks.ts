import type { Trial } from '../../record/run-file.ts';
import { faint, faultShade, ink, modeStyle } from './palette.ts';

/** The grey band of the fault and its two ends; one end per mode where they differ by more than half a second. */
export function faultMarks(trials: Trial[], labelled: boolean): object {
  const heals = trials.flatMap(({ mode, timeline }) =>
    timeline === null ? [] : [{ mode, at: (timeline.healedMs - timeline.injectedMs) / 1000 }],
  );
  const last = Math.max(...heals.map((heal) => heal.at));
  const together = last - Math.min(...heals.map((heal) => heal.at)) <= 0.5;
  const label = (formatter: string, position: string) => ({
    show: labelled,
    formatter,
    position,
    fontSize: 12,
    color: ink,
    distance: 5,
  });
  const mark = (at: number, color: string, words: string) => ({
    xAxis: Number(at.toFixed(3)),
    lineStyle: { color, type: 'solid', width: 1.2 },
    label: label(words, 'end'),
  });
  return {
    markArea: {
      silent: true,
      itemStyle: { color: faultShade },
      data: [[{ xAxis: 0 }, { xAxis: Number(last.toFixed(3)) }]],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      data: [
        mark(0, faint, 'inject'),
        ...(together
          ? [mark(last, faint, 'heal')]
          : heals.map(({ mode, at }, index) => {
              const said = heals.slice(0, index).some((heal) => Math.abs(heal.at - at) <= 2); // words would overlap
              return mark(at, modeStyle[mode].color, said ? '' : 'heal');
            })),
      ],
    },
  };
}
