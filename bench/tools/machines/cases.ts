import { addressCases } from './cases/address.ts';
import { folderCases } from './cases/folder.ts';
import { npmCases } from './cases/npm.ts';
import { toolCases } from './cases/tool.ts';
import type { MachineCase } from './machine-case.ts';

/** `npm run test:machines`, in this order. */
export const machineCases: readonly MachineCase[] = [...addressCases, ...folderCases, ...toolCases, ...npmCases];
