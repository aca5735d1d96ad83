import type { Mode } from '../../../common/mode.ts';

/** What a process may hold at most, in MiB: the `mem_limit` that the compose files of the modes give its container. */
export const serviceMiB = 256;
export const brokerMiB: Record<Mode['broker'], number> = { none: 0, rabbitmq: 512, kafka: 1024 };
