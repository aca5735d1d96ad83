import type { Point } from './claim.ts';
import { binding } from './points/binding.ts';
import { brokers } from './points/brokers.ts';
import { containers } from './points/containers.ts';
import { corpora } from './points/corpora.ts';
import { errors } from './points/errors.ts';
import { faultPlane } from './points/fault-plane.ts';
import { files } from './points/files.ts';
import { gateway } from './points/gateway.ts';
import { http } from './points/http.ts';
import { logs } from './points/logs.ts';
import { mail } from './points/mail.ts';
import { overload } from './points/overload.ts';
import { schemas } from './points/schemas.ts';
import { supplyChain } from './points/supply-chain.ts';
import { tokens } from './points/tokens.ts';

/** Everything that is claimed about security, and the tests that assert it. What has no test is not claimed elsewhere. */
export const securityMap: readonly Point[] = [
  schemas,
  http,
  tokens,
  gateway,
  errors,
  binding,
  brokers,
  containers,
  faultPlane,
  logs,
  mail,
  supplyChain,
  files,
  overload,
  corpora,
];
