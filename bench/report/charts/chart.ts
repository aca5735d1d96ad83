import type { EChartsCoreOption } from 'echarts/core';

/** One picture of a run, planned from its data: links can be written without drawing it. */
export interface Chart {
  /** Name in the `charts/` folder of the run. */
  file: string;
  title: string;
  /** The picture in one sentence, for those who cannot see it. */
  alt: string;
  /** How to read it, in plain words. */
  caption: string;
  height: number;
  option: EChartsCoreOption;
}

export const chartWidth = 920;
