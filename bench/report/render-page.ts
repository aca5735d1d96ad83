import { modeNames, modes } from '../modes.ts';
import type { ExperimentName } from '../record/run-file.ts';
import { aheadIn } from './figures/ahead.ts';
import { type Answer, answersOf } from './figures/answers.ts';
import { totalsOf } from './figures/best-runs.ts';
import { behindAnswer, keyOf } from './html/behind-answer.ts';
import { chartsOnPage } from './html/charts-on-page.ts';
import { fromMarkdown } from './html/from-markdown.ts';
import { html, type Markup, nothing } from './html/html.ts';
import { inline } from './html/inline.ts';
import { pageOf } from './html/page.ts';
import { readingsOf } from './html/readings.ts';
import { slug } from './markdown/markdown.ts';
import { comparison } from './markdown/sections/comparison.ts';
import type { Place } from './markdown/sections/document.ts';
import { fairness } from './markdown/sections/fairness.ts';
import {
  type CitedRuns,
  distinctRuns,
  groundWords,
  inShort,
  notesBelow,
  notShown,
  runsWords,
  verdictWords,
} from './markdown/sections/first-screen.ts';
import { glossary } from './markdown/sections/glossary.ts';
import { matrix } from './markdown/sections/matrix.ts';
import { repeatWords } from './markdown/sections/provenance.ts';
import { choose, type NamedRun, type ServicesNow, titleEnds } from './render-first-screen.ts';
import { answerWords, questionWords, shortWords } from './words/answer-words.ts';
import { listed } from './words/format.ts';
import { modeLabel } from './words/names.ts';

/**
 * The comparison of the best runs as one HTML file, from the same values and in the same words as the Markdown: a pure function of the
 * runs. `results`: the way from the page to their folders; `docs`: to the project's pages.
 */
export function composedPage(runs: readonly NamedRun[], results: string, docs: string, services: ServicesNow): string {
  const { best, cited } = choose(runs, results, services);
  const answers = answersOf(best, modeNames);
  const title = `${listed(modes.map(({ medium }) => medium.name))} compared`;
  const { charts, leading } = chartsOnPage(cited);
  const of = (experiment: ExperimentName, make: (from: Place) => { heading: string; body: string } | null) => {
    const run = cited[experiment];
    const section = run === undefined ? null : make({ ...run, headings: [] });
    return section === null ? nothing : folded(section, experiment);
  };
  const body = html`<nav class="lead">
<a href="${docs}docs/measurement.md">How it is measured</a> · <a href="#again">Do it again</a> · <a href="${results}README.md">Add a run of your own</a> · <a href="${results}comparison.md">The same as Markdown</a>
</nav>
<main>
<h1>${title}</h1>
<p>${inline(verdictWords(totalsOf(best), cited))}</p>
<p>${inline(inShort(answers, modeNames))}</p>
<p>${inline(groundWords(cited))}</p>
${gridOf(answers, cited)}
${fromMarkdown(notesBelow(answers, cited, modeNames))}
<div class="says" aria-live="polite"><p>The questions can be ticked where scripts run.</p></div>
${leading}
<p>${notShown(cited)}</p>
<h2 id="behind">What is behind each answer</h2>
${answers.map((answer) => behindAnswer(answer, cited, modeNames))}
<h2 id="charts">Charts</h2>
<p>The values of a chart are told under the pointer, or with the arrow keys.</p>
${charts.slice(1).map(({ markup }) => markup)}
<h2 id="again">The runs, and how to do them again</h2>
${fromMarkdown(runsWords(cited))}
${again(cited)}
${of('failure', matrix)}
${of('latency', comparison)}
${of('replay', comparison)}
${of('work', comparison)}
${of('cluster', comparison)}
${of('gateway', comparison)}
${of('way-back', comparison)}
${of('saga', comparison)}
${of('latency', fairness)}
${folded(glossary(), 'terms')}
</main>`;
  return pageOf(title, body, {
    modes: modeNames.map(modeLabel),
    readings: charts.map(({ chart }) => readingsOf(chart)),
  });
}

function gridOf(answers: readonly Answer[], cited: CitedRuns): Markup {
  const rows = answers.map((answer) => {
    const { question, from } = answer;
    const key = keyOf(question);
    const run = from === null ? undefined : cited[from];
    const cells = modeNames.map(
      (_, index) => html`<td data-mode><a href="#on-${key}">${inline(answerWords(answer, index))}</a></td>`,
    );
    const source = run === undefined ? html`design` : html`<a href="${run.prefix}report.md">${from ?? ''}</a>`;
    return html`<tr data-short="${shortWords(question)}" data-ahead="${(aheadIn(answer) ?? []).join(' ')}"><th scope="row"><label><input type="checkbox" value="${key}" autocomplete="off" disabled> ${questionWords(question, modeNames)}</label></th>${cells}<td>${source}</td></tr>`;
  });
  const heads = modeNames.map((mode) => html`<th scope="col">${modeLabel(mode)}</th>`);
  return html`<div class="wide"><table class="answers"><thead><tr><th scope="col">Which of these matter to you?</th>${heads}<th scope="col">from</th></tr></thead><tbody>
${rows}
</tbody></table></div>`;
}

function again(cited: CitedRuns): Markup {
  const repeats = distinctRuns(cited).map(({ figures: { run } }) => repeatWords(run));
  return fromMarkdown(repeats.join('\n\n'));
}

function folded({ heading, body }: { heading: string; body: string }, from: string): Markup {
  const title = `${heading}${titleEnds[from] ?? ''}`;
  return html`<h2 id="${slug(title)}">${title}</h2>
<details><summary>Show</summary>
${fromMarkdown(body, `${from}-`)}
</details>`;
}
