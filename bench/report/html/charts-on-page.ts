import type { Chart } from '../charts/chart.ts';
import { chartWidth } from '../charts/chart.ts';
import { draw } from '../charts/draw.ts';
import type { Cited, CitedRuns } from '../markdown/sections/first-screen.ts';
import { html, type Markup } from './html.ts';

interface OnPage {
  chart: Chart;
  markup: Markup;
}

/**
 * The charts of the runs: of the faults only those that people ask for first. Each is a picture of its own in the page, so that
 * nothing of it touches the page, and is numbered as its readings are.
 */
export function chartsOnPage(cited: CitedRuns): { leading: Markup; charts: OnPage[] } {
  const found = (['failure', 'latency', 'replay'] as const).flatMap((experiment) => {
    const run = cited[experiment];
    return run === undefined ? [] : planned(run, experiment === 'failure').map((chart) => ({ chart, run }));
  });
  const charts = found.map(({ chart, run }, place) => ({ chart, markup: figureOf(chart, run, place) }));
  const [leading] = charts;
  return { leading: leading?.markup ?? html``, charts };
}

function planned({ figures, charts }: Cited, faults: boolean): Chart[] {
  if (!faults) return charts.charts;
  const leading = figures.faults.filter(({ leading: leads, control }) => leads && !control);
  return leading.flatMap(({ fault }) => charts.faults.get(fault) ?? []);
}

function figureOf(chart: Chart, { figures, prefix }: Cited, place: number): Markup {
  const picture = `data:image/svg+xml;base64,${Buffer.from(draw(chart)).toString('base64')}`;
  const data = chart.reads === undefined ? html`` : html` data-chart="${place}" tabindex="0"`;
  return html`<figure>
<div class="plot"${data}><img src="${picture}" alt="${chart.alt}" width="${chartWidth}" height="${chart.height}"><div class="hair" hidden></div></div>
<output></output>
<figcaption><strong>${chart.title}.</strong> ${chart.caption.replaceAll('`', '')} <a href="${prefix}report.md">Run ${figures.run.runId}</a></figcaption>
</figure>`;
}
