import type { ServiceProcess } from './service-process.ts';

/** One service of a running lab, as faults and measurements know it: a process of ours, or a container. */
export type Service = Pick<ServiceProcess, 'pid' | 'ends' | 'kill' | 'stop' | 'logTail'> & {
  /** Extra environment goes to this one life only. A container must be awaited. */
  start(extra?: Record<string, string>): void | Promise<void>;
  /** Nothing of it runs until `resume`; its connections stay open. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** What proves that it is suspended now; null when it is not. */
  suspended(): Promise<string | null>;
};
