import type { ModeName } from '../run-file.ts';

/**
 * Okabe and Ito's colour-blind-safe colours, one for each mode in every chart, with a line style beside it. Charts
 * bring their own light card, so that they read the same on a light and on a dark page.
 */
export const modeStyle: Record<ModeName, { color: string; dash: number[] | 'solid' }> = {
  'sync-rest': { color: '#0072b2', dash: 'solid' },
  'async-rabbitmq': { color: '#d55e00', dash: [9, 4] },
  'streaming-kafka': { color: '#009e73', dash: [2, 3] },
};

export const card = '#fbfbf8';
export const ink = '#24292f';
export const faint = '#6a7078';
export const grid = '#dcdfe3';
export const faintGrid = '#eff0f1';
export const faultShade = 'rgba(120, 120, 130, 0.14)';
export const font = 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif';
