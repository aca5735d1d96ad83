import { crashPoint } from '../base/crash-point.ts';
import type { ServiceContext } from '../service/run-service.ts';
import type { RelayHooks } from './outbox.ts';

/** What happens around one batch of the outbox relay, besides publishing it. */
export function relayHooks({ settings, log }: ServiceContext): RelayHooks {
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
