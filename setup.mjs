// Runs before every npm script, on whatever Node the machine has: installs the locked packages
// (Node 24 among them) when they are missing or older than the lockfile. No dependencies of its own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, 'node_modules', '.three-mode-lab');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing the locked npm packages, Node 24 among them, into node_modules (about half a minute) …');
  const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const run = spawnSync(npm[0], [...npm[1], 'ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) {
    console.error('npm ci failed. Check that the npm registry can be reached, then run the command again.');
    process.exit(3);
  }
  writeFileSync(stamp, wanted);
}

const hasOwnNode = ['', '.cmd', '.exe'].some((ending) =>
  existsSync(join(root, 'node_modules', '.bin', `node${ending}`)),
);
if (!hasOwnNode && Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This platform (${process.platform} ${process.arch}) has no Node 24 among the npm packages, and the machine runs ` +
      `Node ${process.versions.node}. Install Node 24 or newer and run the command again.`,
  );
  process.exit(3);
}
