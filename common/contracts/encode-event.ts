import type { Envelope } from './envelope.ts';

/**
 * An event as the JSON bytes of its envelope; the same as `JSON.stringify` gives, in less time, since most of an
 * envelope is known: only what may hold any character goes through JSON. `id`, `subject` and `time` must be UUIDs and
 * a timestamp, `source` and `type` plain names, as the contracts demand.
 */
export function encodeEvent({ id, source, type, subject, time, data, ...more }: Envelope): Buffer {
  const { correlationid, causationid, traceparent } = more;
  const cause = causationid === undefined ? '' : `,"causationid":${JSON.stringify(causationid)}`;
  const trace = traceparent === undefined ? '' : `,"traceparent":${JSON.stringify(traceparent)}`;
  const isOrder = correlationid === undefined || correlationid === subject;
  const correlation = isOrder ? `"${subject}"` : JSON.stringify(correlationid);
  return Buffer.from(
    `{"specversion":"1.0","id":"${id}","source":"${source}","type":"${type}","subject":"${subject}","time":"${time}",` +
      `"datacontenttype":"application/json","correlationid":${correlation}${cause}${trace},"data":${JSON.stringify(data)}}`,
  );
}
