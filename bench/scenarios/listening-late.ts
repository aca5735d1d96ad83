import type { Listener } from '../../common/workflow/listeners.ts';
import { type LateListener, startLateListener } from '../lab/late-listener.ts';
import type { TestLab } from './with-lab.ts';

/** Starts a listener beside the lab of a test. */
export const startedLate = ({ lab, guard, said }: TestLab, listener: Listener): Promise<LateListener> =>
  startLateListener(lab, listener, {
    guard,
    say: (line) => void said.push(line),
    settings: { LAB_LOG_LEVEL: 'info', LAB_KAFKA_SESSION_TIMEOUT_MS: '1000' },
  });
