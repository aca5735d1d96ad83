import { expect, test } from 'vitest';
import { compactSvg } from '../charts/draw.ts';

const line = (d: string, more = '') => `<path d="${d}" fill="none" stroke="#ccc"${more}></path>`;
const svg = (...lines: string[]) => ['<svg width="9" viewBox="0 0 9 9">', ...lines, '</svg>'].join('\n');

test('solid lines of one look become one path', () => {
  expect(compactSvg(svg(line('M0 1L9 1'), line('M0 2L9 2')))).toContain(
    '<path d="M0 1L9 1M0 2L9 2" fill="none" stroke="#ccc"/>',
  );
});

test('dashed lines and lines of another look stay apart, since their dashes or their order would change', () => {
  const dashed = ' stroke-dasharray="9,4"';
  const text = compactSvg(
    svg(line('M0 1', dashed), line('M0 2', dashed), line('M0 3'), line('M0 4', ' stroke-width="2"')),
  );
  expect(text.match(/<path/g)).toHaveLength(4);
});

test('a tenth of a pixel is kept, what is finer is not', () => {
  expect(compactSvg(svg(line('M66.0417 -0.04L7.25 12.5')))).toContain('d="M66 0L7.3 12.5"');
});

test('a font that all texts share is said once; where they differ, each keeps its own', () => {
  const text = (family: string) => `<text style="font-size:12px;font-family:${family};">x</text>`;
  expect(compactSvg(svg(text('Arial'), text('Arial')))).toMatch(/<svg width="9" font-family="Arial" viewBox/);
  expect(compactSvg(svg(text('Arial'), text('Courier')))).toContain('font-family:Courier;');
});
