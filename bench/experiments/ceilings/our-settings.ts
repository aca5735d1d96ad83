import { readSettings } from '../../../common/base/config.ts';

const defaults = readSettings({ LAB_DATA_DIR: '.' });

/** What the medium alone is driven with: the settings of our own services, so that a ceiling asks the same of it. */
export const ourSettings = {
  prefetch: defaults.LAB_PREFETCH,
  poolSize: defaults.LAB_POOL_SIZE,
};
