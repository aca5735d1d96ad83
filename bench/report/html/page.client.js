// The page's own script, put into it as it stands here. Without it everything can be read; with it questions can be ticked, and
// charts tell their values.
(() => {
  const modes = JSON.parse(document.getElementById('modes').textContent);
  const charts = JSON.parse(document.getElementById('readings').textContent);
  const boxes = [...document.querySelectorAll('.answers input')];
  const says = document.querySelector('.says');

  // ---- which questions matter: ticked, told again, and kept in the address

  const shortOf = (box) => box.closest('tr').dataset.short;
  const placesOf = (box) => (box.closest('tr').dataset.ahead ?? '').split(' ').filter(Boolean).map(Number);
  const listed = (names) =>
    names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

  function tell() {
    const ticked = boxes.filter((box) => box.checked);
    for (const box of boxes) {
      const row = box.closest('tr');
      row.classList.toggle('off', ticked.length > 0 && !box.checked);
      const ahead = placesOf(box);
      [...row.querySelectorAll('td[data-mode]')].forEach((cell, place) =>
        cell.classList.toggle('ahead', box.checked && ahead.includes(place)),
      );
    }
    says.replaceChildren(...sentences(ticked).map(paragraph));
  }

  function paragraph(text) {
    const made = document.createElement('p');
    made.textContent = text;
    return made;
  }

  function sentences(ticked) {
    if (ticked.length === 0) return ['Which of these matter to you? Tick them.'];
    const telling = ticked.filter((box) => placesOf(box).length > 0);
    const silent = ticked.filter((box) => placesOf(box).length === 0);
    const by = modes.map((name, place) => ({ name, in: telling.filter((box) => placesOf(box).includes(place)) }));
    const inAll = by.filter((mode) => telling.length > 0 && mode.in.length === telling.length);
    const of =
      telling.length === 1 ? 'the one question that tells them apart' : `all ${telling.length} that tell them apart`;
    return [
      `You ticked ${ticked.length} of ${boxes.length}.`,
      ...by.map(
        (mode) =>
          `${mode.name}: ${mode.in.length === 0 ? 'ahead in none' : `ahead in ${mode.in.length} (${listed(mode.in.map(shortOf))})`}.`,
      ),
      ...(silent.length > 0 ? [`No difference shown, or never ranked: ${listed(silent.map(shortOf))}.`] : []),
      ...(telling.length === 0
        ? ['Nothing you ticked tells them apart.']
        : inAll.length === 0
          ? ['None is ahead in all of it: what matters more is yours to say.']
          : [`${listed(inAll.map(({ name }) => name))} ${inAll.length === 1 ? 'is' : 'are'} ahead in ${of}.`]),
    ];
  }

  const addressed = () => new URLSearchParams(location.hash.slice(1));

  /** `#ask=told,past&at=on-past`: what is ticked, and where on the page. */
  function keep(at) {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const parts = [...(ticked.length > 0 ? [`ask=${ticked.join(',')}`] : []), ...(at ? [`at=${at}`] : [])];
    history[at ? 'pushState' : 'replaceState'](null, '', `#${parts.join('&')}`);
  }

  function show(id) {
    const target = document.getElementById(id);
    if (!target) return;
    for (let up = target; up; up = up.parentElement) if (up instanceof HTMLDetailsElement) up.open = true;
    target.scrollIntoView();
  }

  function read() {
    const asked = (addressed().get('ask') ?? '').split(',');
    for (const box of boxes) box.checked = asked.includes(box.value);
    tell();
    show(addressed().get('at') ?? location.hash.slice(1));
  }

  for (const box of boxes) {
    box.disabled = false;
    box.addEventListener('change', () => {
      tell();
      keep();
    });
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.getAttribute('href').slice(1);
    keep(id);
    show(id);
  });
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((each) => (each.open = true)));

  // ---- values under the pointer, or with the arrow keys

  const valueOf = (value, unit) => (value === null ? '–' : `${Number(value.toPrecision(3))}${unit}`);

  function xWords(chart, x) {
    if (chart.categories) return `${chart.categories[x]} ${chart.x}`;
    if (chart.nines) return `${Number((100 * (1 - 10 ** -x)).toPrecision(4))}% of the orders`;
    return `${chart.x} ${Number(x.toPrecision(3))}`;
  }

  /** From 0, at the left edge of a panel, to 1. */
  function shareOf(chart, panel, x) {
    if (chart.categories) return (x + 0.5) / chart.categories.length;
    const at = panel.log ? Math.log10 : Number;
    return (at(x) - at(panel.min)) / (at(panel.max) - at(panel.min));
  }

  for (const plot of document.querySelectorAll('.plot[data-chart]')) {
    const chart = charts[plot.dataset.chart];
    const image = plot.querySelector('img');
    const hair = plot.querySelector('.hair');
    const told = plot.parentElement.querySelector('output');
    const xsOf = (panel) =>
      [...new Set(panel.lines.flatMap(({ points }) => points.map(([x]) => x)))]
        .filter((x) => shareOf(chart, panel, x) >= -0.001 && shareOf(chart, panel, x) <= 1.001)
        .sort((a, b) => a - b);
    let at = { panel: 0, index: -1 };

    const mark = (panelIndex, index) => {
      const panel = chart.panels[panelIndex];
      const x = xsOf(panel)[index];
      if (x === undefined) return;
      at = { panel: panelIndex, index };
      const scale = image.clientWidth / image.getAttribute('width');
      hair.hidden = false;
      hair.style.left = `${(panel.left + shareOf(chart, panel, x) * panel.width) * scale}px`;
      hair.style.top = `${panel.top * scale}px`;
      hair.style.height = `${panel.height * scale}px`;
      const near = (points) =>
        points.reduce((best, point) => (Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best));
      const values = panel.lines
        .filter(({ points }) => points.length > 0)
        .map(({ name, points }) => `${name} ${valueOf(near(points)[1], panel.unit)}`);
      told.textContent = `${panel.title} · ${xWords(chart, x)}: ${values.join(', ')}`;
    };

    plot.addEventListener('pointermove', (event) => {
      const box = image.getBoundingClientRect();
      const scale = box.width / image.getAttribute('width');
      const [x, y] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
      const inside = (panel) =>
        x >= panel.left && x <= panel.left + panel.width && y >= panel.top - 20 && y <= panel.top + panel.height + 20;
      const index = chart.panels.findIndex(inside);
      if (index < 0) return;
      const panel = chart.panels[index];
      const share = (x - panel.left) / panel.width;
      const xs = xsOf(panel);
      const distance = (one) => Math.abs(shareOf(chart, panel, one) - share);
      mark(
        index,
        xs.reduce((best, one, place) => (distance(one) < distance(xs[best]) ? place : best), 0),
      );
    });
    plot.addEventListener('keydown', (event) => {
      const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      const panel = Math.min(chart.panels.length - 1, Math.max(0, at.panel + step[0]));
      mark(panel, Math.min(xsOf(chart.panels[panel]).length - 1, Math.max(0, at.index + step[1])));
    });
  }

  read();
})();
