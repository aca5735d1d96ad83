import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Chart, chartWidth } from './chart.ts';
import { compactSvg } from './compact-svg.ts';
import { card, font, ink } from './palette.ts';

use([LineChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

/** The chart as SVG text, the same bytes for the same data in any process. */
export function draw(chart: Chart): string {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: chartWidth, height: chart.height });
  try {
    instance.setOption({
      animation: false,
      backgroundColor: card,
      textStyle: { fontFamily: font, fontSize: 13, color: ink },
      ...chart.option,
    });
    return `${compactSvg(stableIds(readable(instance.renderToSVGString())))}\n`;
  } finally {
    instance.dispose();
  }
}

/** echarts escapes markup; what XML 1.0 cannot hold at all it leaves in, and the picture could not be read. */
const readable = (svg: string): string => svg.replace(/(?![\n\t])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd');

/** echarts numbers its ids across all charts of a process; here each chart counts from zero. */
function stableIds(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/\bzr\d+-([a-z]+)-?\d+/g, (id, kind: string) => {
    const name = names.get(id) ?? `${kind}${names.size}`;
    names.set(id, name);
    return name;
  });
}
