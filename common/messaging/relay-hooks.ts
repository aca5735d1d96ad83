import type { Settings } from '../base/config.ts';
import { crashPoint } from '../base/crash-point.ts';
import type { Log } from '../observe/log.ts';
import type { RelayHooks } from './outbox.ts';

interface Relaying {
  settings: Pick<Settings, 'LAB_CRASH_POINT'>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** What happens around one batch of the outbox relay, besides publishing it. */
export function relayHooks({ settings, log }: Relaying): RelayHooks {
  let failing = false;
  return {
    beforePublish: () => crashPoint(settings, 'before-publish'),
    beforeMark() {
      crashPoint(settings, 'before-mark');
      if (failing) log.info('the outbox is published again');
      failing = false;
    },
    failed(error) {
      if (!failing) log.warn({ err: error }, 'the outbox cannot be published now; its events are kept');
      failing = true;
    },
  };
}
