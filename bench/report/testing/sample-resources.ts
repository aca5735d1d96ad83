import type { ModeName, ProcessUse } from '../../record/run-file.ts';

const brokers: Partial<Record<ModeName, { process: string; msPerOrder: number; rssMiB: number }>> = {
  'async-rabbitmq': { process: 'rabbitmq', msPerOrder: 2.6, rssMiB: 148 },
  'streaming-kafka': { process: 'kafka', msPerOrder: 3.1, rssMiB: 590 },
};

/** CPU and memory that a trial of so many orders might have taken. */
export function sampleResources(mode: ModeName, orders: number, random: () => number): ProcessUse[] {
  const use = (process: string, msPerOrder: number, rssMiB: number): ProcessUse => ({
    process,
    cpuSeconds: Number(((orders * msPerOrder * (0.95 + random() / 10)) / 1000).toFixed(2)),
    rssPeakMiB: Math.round(rssMiB * (0.97 + random() * 0.06)),
  });
  const broker = brokers[mode];
  return [
    use('orders', mode === 'sync-rest' ? 2.4 : 1.7, 96),
    use('inventory', 1.1, 88),
    use('notifications', 0.8, 84),
    ...(broker ? [use(broker.process, broker.msPerOrder, broker.rssMiB)] : []),
    use('generator', 0.9, 92),
  ];
}
