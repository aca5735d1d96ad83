import { expect, onTestFinished, test, vi } from 'vitest';
import { breakerPolicy } from '../topology.ts';
import { createCircuit, type Sign } from '../transport/circuit.ts';

const { consecutiveFailures, probeEveryMs } = breakerPolicy;

function newCircuit() {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const circuit = createCircuit({ judge: (error) => error as Sign, onChange() {} });
  const comes = (sign: Sign) =>
    circuit.execute(() => (sign === 'answers' ? Promise.resolve() : Promise.reject(sign))).catch(() => {});
  const fail = async (times: number) => {
    for (let nth = 0; nth < times; nth++) await comes('fails');
  };
  return { circuit, comes, fail };
}

test('who refuses, or is busy, between two failures does not end their row: a service whose own dependency is dead is left alone', async () => {
  const { circuit, comes, fail } = newCircuit();
  await fail(consecutiveFailures - 1);
  await comes('busy');
  await comes('refuses');
  expect(circuit.state()).toBe('closed');
  await fail(1);
  expect(circuit.state()).toBe('open');
});

test('an answer ends a row of failures', async () => {
  const { circuit, comes, fail } = newCircuit();
  await fail(consecutiveFailures - 1);
  await comes('answers');
  await fail(consecutiveFailures - 1);
  expect(circuit.state()).toBe('closed');
});

test('an open circuit is closed by an answer and by a refusal; one who is busy is asked again', async () => {
  for (const [sign, state] of [
    ['answers', 'closed'],
    ['refuses', 'closed'],
    ['busy', 'open'],
    ['fails', 'open'],
  ] as const) {
    const { circuit, comes, fail } = newCircuit();
    await fail(consecutiveFailures);
    vi.setSystemTime(Date.now() + probeEveryMs);
    expect(circuit.state()).toBe('due');
    await comes(sign);
    expect(circuit.state(), sign).toBe(state);
  }
});
