import type { ModeFacts } from '../../../common/capabilities.ts';
import { findMode, modes } from '../../modes.ts';
import type { ModeName } from '../../record/run-file.ts';

/**
 * Okabe and Ito's colour-blind-safe colours, one for each mode in every chart (`mode.ts`), with a line style beside it. Charts
 * bring their own light card, so that they read the same on a light and on a dark page.
 */
export const modeStyle = (name: ModeName): Pick<ModeFacts['line'], 'color' | 'dash'> =>
  findMode(name)?.line ?? { color: ink, dash: 'solid' };

/** `a` blue and solid, `b` orange and dashed; `is` stands after the first name. */
export const linesInWords = (is = ''): string =>
  modes.map(({ name, line }, index) => `\`${name}\`${index === 0 ? is : ''} ${line.words}`).join(', ');

/** For lines that are no mode: the rest of Okabe and Ito's colours. Neighbours differ in dash too, as lines may coincide. */
export const lineStyles: { color: string; dash: number[] | 'solid' }[] = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => ({
  color: ['#24292f', '#cc79a7', '#56b4e9', '#e69f00'][index % 4] ?? '#24292f',
  dash: index % 2 === Math.floor(index / 4) ? 'solid' : [7, 5],
}));

export const card = '#fbfbf8';
export const ink = '#24292f';
export const faint = '#6a7078';
export const grid = '#dcdfe3';
export const faintGrid = '#eff0f1';
export const faultShade = 'rgba(120, 120, 130, 0.14)';
export const font = 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif';
