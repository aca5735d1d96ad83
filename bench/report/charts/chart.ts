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
  /** Lines over one axis, whose values a page can tell under a pointer; of shares, how many nines they have. Absent: none. */
  reads?: { x?: 'nines'; y?: '%' };
  option: EChartsCoreOption;
}

export const chartWidth = 920;
