import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { FOLDER } from './manifest-files.ts';
import { filesOf, kustomizationsIn, type Resource, resourcesIn } from './manifests.ts';
import { judgeBy, kindOf } from './schemas.ts';

// `npm run check:kubernetes`: every resource against the schema of its kind, file by file; and what kustomize makes of them,
// where there is one. No cluster is asked.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, FOLDER);
const judge = judgeBy(join(folder, 'schemas'));
let judged = 0;
let wrong = 0;

function look(where: string, resources: readonly Resource[]): void {
  for (const resource of resources) {
    judged++;
    for (const problem of judge(resource)) {
      wrong++;
      console.log(`✗ ${where}, ${kindOf(resource)}: ${problem}`);
    }
  }
}

const folders = kustomizationsIn(folder);
const files = [...new Set(folders.flatMap(filesOf))];
for (const path of files) look(relative(root, path), resourcesIn(readFileSync(path, 'utf8')));
console.log(`${judged} resources in ${files.length} files held against their schemas`);

const tool = await kustomize();
if (!tool) console.log('– kustomize build: not tried, neither kustomize nor kubectl is on this machine');
for (const one of tool ? folders : []) {
  const { failed, stdout, stderr } = await execa(tool?.[0] ?? '', [...(tool?.slice(1) ?? []), one], { reject: false });
  if (failed) {
    wrong++;
    console.log(`✗ kustomize build ${relative(root, one)}: ${stderr}`);
  } else {
    const built = resourcesIn(stdout);
    const before = wrong;
    look(`kustomize build ${relative(root, one)}`, built);
    console.log(`${wrong === before ? '✓' : '✗'} kustomize build ${relative(root, one)}: ${built.length} resources`);
  }
}
console.log(wrong === 0 ? 'every manifest is valid' : `${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

/** The command that builds a folder; null: there is none. */
async function kustomize(): Promise<string[] | null> {
  for (const [file, version, ...build] of [
    ['kustomize', ['version'], 'build'],
    ['kubectl', ['version', '--client'], 'kustomize'],
  ] as const) {
    if (!(await execa(file, version, { reject: false })).failed) return [file, ...build];
  }
  return null;
}
