import { shapesInTurn } from './paid-orders.ts';
import { describePaid } from './paid-scenarios.ts';

describePaid(shapesInTurn.left);
