import type { Protection } from '../../../common/base/protections.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';

/** How every lane is run. */
export interface LaneOptions {
  seed: number;
  durability: 'page-cache' | 'fsync';
  without: readonly Protection[];
  /** Pieces of each product at the start. */
  stock: number;
  /** How orders are paid, in each mode as far as it can. */
  payment: Shape;
}
