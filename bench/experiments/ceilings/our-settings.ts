import { readSettings } from '../../../common/base/config.ts';
import { outboxPolicy } from '../../../common/messaging/outbox-policy.ts';

const defaults = readSettings({ LAB_DATA_DIR: '.' });

/** What the medium alone is driven with: the settings of our own services, so that a ceiling asks the same of it. */
export const ourSettings = {
  publishBatch: outboxPolicy.batch,
  prefetch: defaults.LAB_PREFETCH,
  poolSize: defaults.LAB_POOL_SIZE,
  commitBatch: defaults.LAB_BATCH,
};
