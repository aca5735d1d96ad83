import { idsOfCall } from '../../common/observe/ids-in.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Store } from '../../common/store/store.ts';
import type { Call, CallOutbox } from '../call-outbox.ts';
import type { CallFailed } from './call-failed.ts';

/**
 * Sets a call aside that the other side refuses, in the row where it is stored, with the reason. There is no queue between
 * the services that could keep it: it stays with the one that has to make it.
 */
export const createPark =
  ({ log, metrics }: ServiceContext, store: Store, outbox: CallOutbox) =>
  async (call: Call, refusal: CallFailed): Promise<void> => {
    const { orderId, kind } = call;
    log.warn({ ...idsOfCall(orderId, kind), kind, err: refusal }, 'call parked');
    metrics.parked.inc();
    await store.transact((tx) => outbox.park(tx, call, refusal.message));
  };
