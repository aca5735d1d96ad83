import { Settings } from '../base/config.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import type { ServiceContext } from '../service/run-service.ts';

/** What a transport is given by its service, with these settings and nobody listening. */
export const serviceContext = (settings: Record<string, string>): ServiceContext => ({
  name: 'test-service',
  settings: Settings.parse({ LAB_DATA_DIR: 'unused', ...settings }),
  log: createLog({ LAB_LOG_LEVEL: 'silent' }, 'test'),
  metrics: createMetrics('test'),
  api: { get() {}, stream() {}, post() {}, intake() {}, put() {}, call() {} },
});
