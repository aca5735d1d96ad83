export const LOOK_MS = 250;
const PER_SECOND = 1000 / LOOK_MS;

/** Which look is also for what is looked at less often. */
export class LookPace {
  #looks = -1;
  #sinceSecond = 0;

  /** Another look begins. */
  next(): void {
    this.#looks += 1;
    this.#sinceSecond = this.isEvery(1) ? 0 : this.#sinceSecond + 1;
  }

  /** It is one of those that come every so many seconds. */
  isEvery(seconds: number): boolean {
    return this.#looks % (PER_SECOND * seconds) === 0;
  }

  /**
   * The load was changed just now. A new one is what is sent about a look later (see the schedule of the generator): with the next
   * look but one a second ends, and the one after it has nothing of the old load. A knob that is dragged puts that off no further.
   */
  newLoad(): void {
    if (this.#sinceSecond >= PER_SECOND) return;
    this.#looks = Math.ceil((this.#looks + 1) / PER_SECOND) * PER_SECOND + PER_SECOND - 2;
  }
}
