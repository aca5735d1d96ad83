/** Calls back at the end of every second of a run, with the CPU share of one core this process used in it. */
export class SecondClock {
  private readonly nowNs: () => number;
  private readonly onSecond: (second: number, cpuShare: number, whole: boolean) => void;
  private timer: NodeJS.Timeout | undefined;
  private second = 0;
  private lastNs = 0;
  private lastCpu = process.cpuUsage();

  constructor(nowNs: () => number, onSecond: (second: number, cpuShare: number, whole: boolean) => void) {
    this.nowNs = nowNs;
    this.onSecond = onSecond;
  }

  start(): void {
    const leftMs = ((this.second + 1) * 1e9 - this.nowNs()) / 1e6;
    this.timer = setTimeout(
      () => {
        this.close();
        this.start();
      },
      Math.max(0, Math.ceil(leftMs)),
    );
  }

  /** Tells of the part of a second that is left. */
  stop(): void {
    clearTimeout(this.timer);
    this.close();
  }

  /** After a stall several seconds end at once: each gets the same share. `whole` is false for a part of a second. */
  private close(): void {
    const nowNs = this.nowNs();
    const { user, system } = process.cpuUsage(this.lastCpu);
    const share = ((user + system) * 1000) / Math.max(1, nowNs - this.lastNs);
    this.lastCpu = process.cpuUsage();
    this.lastNs = nowNs;
    do {
      this.onSecond(this.second, share, (this.second + 1) * 1e9 <= nowNs);
      this.second += 1;
    } while ((this.second + 1) * 1e9 <= nowNs);
  }
}
