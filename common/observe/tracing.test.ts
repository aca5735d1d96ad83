import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { answeredInTrace, harmless, openTracing, resumeTrace, traceNow } from './tracing.ts';

/** Names a collector where nobody listens: spans are made, and go nowhere. */
async function tracing() {
  onTestFinished(await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'test-service'));
}

const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

test.each([
  ['none without a collector', {}, false],
  ['some with one', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, true],
])('modules of OpenTelemetry are loaded: %s', (_, settings, some) => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found; } });
    const { runService } = await import('./common/service/run-service.ts');
    const { openTracing } = await import('./common/observe/tracing.ts');
    await (await openTracing(${JSON.stringify(settings)}, 'test'))();
    console.log(JSON.stringify({ all: loaded.length, ours: loaded.filter((url) => /opentelemetry.(sdk|otlp|exporter)|otel-spans/.test(url)).length }));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const { all, ours } = JSON.parse(text) as { all: number; ours: number };
  expect(all).toBeGreaterThan(100);
  expect(ours > 0).toBe(some);
});

test('without a collector a handler is not wrapped at all, and there is no trace to belong to', () => {
  const handle = async () => ({ status: 200 });
  expect(answeredInTrace('POST /orders', handle)).toBe(handle);
  expect(resumeTrace(parent, traceNow)).toBeUndefined();
});

test('a request goes on with the trace of its caller, and begins one when the caller sends none that is valid', async () => {
  await tracing();
  const answer = answeredInTrace('POST /orders', async (_request: { headers: Record<string, unknown> }) => {
    return { status: 200, seen: traceNow() };
  });
  const seenWith = async (traceparent: string | undefined) => (await answer({ headers: { traceparent } })).seen;
  expect(await seenWith(parent)).toMatch(/^00-1{32}-(?!2{16})[0-9a-f]{16}-01$/);
  for (const none of [undefined, `${parent}x`, parent.replaceAll('1', '0')]) {
    expect(await seenWith(none)).toMatch(/^00-(?!1{32}|0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  }
});

test('a span that cannot be made or ended is missing, and nothing else is', () => {
  const broken = () => {
    throw new Error('no span today');
  };
  const none = harmless({ begin: broken, close: async () => {} }).begin('work', 'consumer', parent, {});
  expect(none.traceparent).toBe(parent);
  expect(none.end()).toBeUndefined();
  const begun = { begin: () => ({ traceparent: parent, end: broken }), close: async () => {} };
  expect(harmless(begun).begin('work', 'consumer', undefined, {}).end({}, new Error('lost'))).toBeUndefined();
});
