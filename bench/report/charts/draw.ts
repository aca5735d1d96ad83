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

/**
 * Says what every element repeats once, draws lines that look alike as one path, and drops what is a default or only for a
 * mouse: less than half the bytes, the same picture. It knows the forms that the renderer writes, one element per line.
 */
export function compactSvg(svg: string): string {
  const slim = svg
    .replace(/<style >[\s\S]*?<\/style>\n?/g, '')
    .replace(/ (?:pointer-events="visible"|xml:space="preserve"|class="cls\d+"|stroke-linecap="butt")/g, '')
    .replace(/ d="([^"]*)"/g, (_, path: string) => ` d="${rounded(path)}"`)
    .replaceAll('></path>', '/>')
    .replaceAll('></rect>', '/>')
    .replace(/\n{2,}/g, '\n');
  return oneFont(oneByOne(slim));
}

/** A tenth of a pixel is finer than any screen shows. */
function rounded(path: string): string {
  return path.replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
}

/** Solid lines with the same look, one after the other. */
function oneByOne(svg: string): string {
  const lines: string[] = [];
  for (const line of svg.split('\n')) {
    const [, d, look] = /^<path d="([^"]*)" (fill="none" [^>]*)\/>$/.exec(line) ?? [];
    const [, before] = /^<path d="([^"]*)" /.exec(lines.at(-1) ?? '') ?? [];
    const same = d !== undefined && before !== undefined && lines.at(-1) === `<path d="${before}" ${look}/>`;
    if (same && look?.includes('dash') === false) lines[lines.length - 1] = `<path d="${before}${d}" ${look}/>`;
    else lines.push(line);
  }
  return lines.join('\n');
}

function oneFont(svg: string): string {
  const family = /font-family:([^;"]+);/.exec(svg)?.[1];
  if (family === undefined || svg.split('font-family:').length !== svg.split(`font-family:${family};`).length)
    return svg;
  return svg.replaceAll(`font-family:${family};`, '').replace(' viewBox=', ` font-family="${family}" viewBox=`);
}
