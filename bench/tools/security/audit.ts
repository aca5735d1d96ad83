import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { auditOutcome } from './audit-outcome.ts';

// `npm run audit`: asks the npm registry for known vulnerabilities in what the lockfile names.
const { stdout } = await execa('npm', ['audit', '--json', '--audit-level', 'high'], {
  cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  reject: false, // its exit code says only that something is wrong, not what
});
const { lines, exitCode } = auditOutcome(stdout);
for (const line of lines) console.log(line);
process.exitCode = exitCode;
