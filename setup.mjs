// The way in of every npm script, on whatever Node the machine has: `node setup.mjs [flags of node] [file] [arguments]`.
// Installs the locked packages (Node 24 among them) when they are missing, half there or older than the lockfile, and
// then runs the file with Node 24. No dependencies of its own, and no `pre` script, which `ignore-scripts` leaves out.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = 24;
const COULD_NOT_RUN = 3;
const LOOK_EVERY_MS = 250;
const SIGN_OF_LIFE_MS = 1000;
/** Whoever gives no sign of life for so long was killed. */
const SILENCE_MS = 10_000;

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, 'node_modules', '.three-mode-lab');
const lock = join(root, '.setup.lock');
const lockfile = readFileSync(join(root, 'package-lock.json'));
const wanted = createHash('sha256').update(lockfile).digest('hex');
const isNode = (name) => name.startsWith('node-');

/**
 * What the lockfile has for this machine and is not there. Of the optional packages only the binaries are looked for:
 * others are there for the sake of binaries that may belong to another machine.
 */
function missing() {
  return Object.entries(JSON.parse(lockfile.toString()).packages)
    .filter(([path, { optional, os, cpu }]) => path.startsWith('node_modules/') && (!optional || os || cpu))
    .filter(([, { os, cpu, libc }]) => !libc && allows(os, process.platform) && allows(cpu, process.arch))
    .filter(([path]) => !existsSync(join(root, path, 'package.json')))
    .map(([path, { optional }]) => ({ name: path.slice('node_modules/'.length), optional: optional === true }));
}

function allows(names, own) {
  const list = [names ?? []].flat();
  return list.includes(own) || (list.every((one) => one.startsWith('!')) && !list.includes(`!${own}`));
}

/** The stamp says what was installed, and which optional binaries could not be had. */
function isInstalled() {
  if (!existsSync(stamp)) return false;
  const [installed, ...without] = readFileSync(stamp, 'utf8').split('\n');
  return installed === wanted && missing().every(({ name }) => without.includes(name));
}

/** One at a time in this clone: `npm ci` takes away what another one is putting there. */
async function alone(job) {
  for (let told = false; !take(); told = true) {
    if (silentMs() > SILENCE_MS) {
      giveWay();
      continue;
    }
    if (!told) console.error('Another command is installing the npm packages, waiting for it …');
    await new Promise((look) => setTimeout(look, LOOK_EVERY_MS));
  }
  const alive = setInterval(() => utimesSync(lock, new Date(), new Date()), SIGN_OF_LIFE_MS);
  try {
    await job();
  } finally {
    clearInterval(alive);
    rmSync(lock, { force: true });
  }
}

function take() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Error(`Nothing can be written into ${root} (${error.code}). Clone into a folder of your own.`);
  }
}

/** Since its last sign of life; 0 when it has just gone. */
const silentMs = () => Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

function giveWay() {
  const broken = `${lock}-${process.pid}`;
  try {
    renameSync(lock, broken); // of several that wait, one can
    rmSync(broken, { force: true });
  } catch {
    // Somebody else was first.
  }
}

/** What the settings of the user could take away is asked for by name. */
const ci = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--include=peer', '--bin-links'];
const manner = ['--package-lock', '--no-engine-strict', '--no-dry-run', '--no-global', '--install-strategy=hoisted'];
const sober = ['--no-fund', '--no-audit', '--loglevel=error'];

async function install() {
  if (isInstalled()) return; // by the one that was waited for
  console.error('Installing the locked npm packages, Node 24 among them, into node_modules (about half a minute) …');
  rmSync(stamp, { force: true });
  const own = process.env.npm_execpath;
  const [npm, ...args] = own && /\.c?js$/.test(own) ? [process.execPath, own] : ['npm'];
  const { code } = await ended(
    spawn(npm, [...args, ...ci, ...manner, ...sober], { cwd: root, stdio: ['ignore', 2, 2] }),
  );
  if (code !== 0) {
    throw new Error(
      'npm ci failed; what npm says of it stands above. The registry must be reachable (set registry or proxy in your ' +
        '.npmrc), and npm needs a folder it can write to: without a home of your own, set HOME or npm_config_cache. ' +
        'Then run the command again.',
    );
  }
  const left = missing();
  const needed = left.filter(({ name, optional }) => !optional || (isNode(name) && nodeOf() === null));
  if (needed.length > 0) {
    const names = needed.slice(0, 5).map(({ name }) => name);
    throw new Error(
      `npm ci left out ${names.join(', ')}${needed.length > 5 ? ` and ${needed.length - 5} more` : ''}. Look for what ` +
        'keeps them out in your npm settings (npm config list), then run the command again.',
    );
  }
  if (left.length > 0) console.error(`Not to be had for this machine: ${left.map(({ name }) => name).join(', ')}.`);
  writeFileSync(stamp, [wanted, ...left.map(({ name }) => name)].join('\n'));
}

/** The Node to run with: this one, when it is new enough, else the one among the packages; null: there is neither. */
function nodeOf() {
  if (Number(process.versions.node.split('.')[0]) >= NODE) return process.execPath;
  const names = ['node', 'node.exe', 'node.cmd'].map((name) => join(root, 'node_modules', '.bin', name));
  return names.find((file) => existsSync(file)) ?? null;
}

/** In our place, where this Node and the system can do that; else as a child that is told what we are told. */
async function run(node, args) {
  if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...args], process.env);
  const child = spawn(node, args, { stdio: 'inherit', detached: process.platform !== 'win32' }); // hears Ctrl-C once, from us
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const { code, signal } = await ended(child);
  process.exitCode = code ?? 128 + (signal === 'SIGKILL' ? 9 : 15);
}

const ended = (child) =>
  new Promise((end) => {
    child.once('error', (error) => end(console.error(error.message) ?? { code: COULD_NOT_RUN }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });

try {
  if (!isInstalled()) await alone(install);
  const node = nodeOf();
  if (node === null) {
    throw new Error(
      `This platform (${process.platform} ${process.arch}) has no Node ${NODE} among the npm packages, and the machine ` +
        `runs Node ${process.versions.node}. Install Node ${NODE} or newer and run the command again.`,
    );
  }
  const args = process.argv.slice(2);
  // What is compiled once is kept (node:module, enableCompileCache), for every process of the lab: it starts in half the time.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node');
  if (args.length > 0) await run(node, args);
} catch (error) {
  console.error(error.message);
  process.exitCode = COULD_NOT_RUN;
}
