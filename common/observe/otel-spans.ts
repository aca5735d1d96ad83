import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Spans } from './spans.ts';

const EXPORT_EVERY_MS = 1000;
const EXPORT_TIMEOUT_MS = 2000;

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/**
 * Spans that go to a collector as OTLP over HTTP, in JSON, in batches. One that cannot be reached costs spans and no
 * order. The only importer of OpenTelemetry; itself imported only when a collector is named, since it costs a third of a
 * second at the start.
 */
export function exportingSpans(endpoint: string, service: string): Spans {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const timing = { scheduledDelayMillis: EXPORT_EVERY_MS, exportTimeoutMillis: EXPORT_TIMEOUT_MS };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...timing })],
  });
  const tracer = provider.getTracer('three-mode-lab');
  return {
    begin(name, kind, parent, attributes) {
      const above = parentOf(parent);
      const context = above ? trace.setSpanContext(ROOT_CONTEXT, above) : ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
      return {
        traceparent: traceparentOf(span.spanContext()),
        end(more, error) {
          if (more) span.setAttributes(more);
          if (error !== undefined) {
            span.setStatus({
              code: SpanStatusCode.ERROR,
              message: error instanceof Error ? error.name : 'not confirmed',
            });
          }
          span.end();
        },
      };
    },
    close: () => provider.shutdown().catch(() => {}), // the collector does not answer: those spans are gone
  };
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext) =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

/** Source: W3C Trace Context, version 00. Anything else is as good as none. */
function parentOf(traceparent: string | undefined): SpanContext | null {
  const [, traceId, spanId, flags] = traceparent?.match(/^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/) ?? [];
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}
