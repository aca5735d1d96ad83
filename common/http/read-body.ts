import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../contracts/problems.ts';

const BODY_LIMIT = 16 * 1024;

/**
 * The bytes of a JSON body. Throws problems for a wrong media type, a compressed body, too many bytes and a body that
 * ends early. What is too long is read to its end and dropped, so that who sends it hears the answer.
 */
export function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new ProblemError('unsupported-media-type', 'Send Content-Type: application/json.');
  }
  if (encoding.toLowerCase() !== 'identity') {
    throw new ProblemError('unsupported-media-type', 'Compressed bodies are not accepted.');
  }
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= BODY_LIMIT) chunks.push(chunk);
    });
    request.on('end', () => {
      const [first = new Uint8Array()] = chunks;
      if (length <= BODY_LIMIT) resolve(chunks.length > 1 ? Buffer.concat(chunks, length) : first);
      else reject(new ProblemError('body-too-large', `The body exceeds ${BODY_LIMIT} bytes.`));
    });
    request.on('error', (cause) => reject(new ProblemError('invalid-request', 'The body ended early.', {}, cause)));
  });
}
