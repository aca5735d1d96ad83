import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { coreSchemas, customSchemas } from './condense-schemas.ts';
import { resourcesIn } from './manifests.ts';
import { kindOf, type SchemaFile } from './schemas.ts';

// For a new version of Kubernetes or of an operator; `kubernetes/schemas/README.md` says where its files come from:
//
//   node bench/tools/kubernetes/write-schemas.ts <name> <version and licence> _definitions.json | crd.yaml…
const [, , name = '', comment = '', ...files] = process.argv;
if (files.length === 0)
  throw new Error('Say how it is called, what it is, and the files: write-schemas.ts core "…" FILE');

const wanted = globSync('kubernetes/**/*.yaml').flatMap((path) => resourcesIn(readFileSync(path, 'utf8')).map(kindOf));
const parts = files.map((path) => {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.json')) return customSchemas(parse(text));
  return coreSchemas((JSON.parse(text) as Pick<SchemaFile, '$defs'>).$defs, wanted);
});
const kinds = Object.assign({}, ...parts.map((part) => part.kinds)) as SchemaFile['kinds'];
const $defs = Object.entries(Object.assign({}, ...parts.map((part) => part.$defs)) as SchemaFile['$defs']);
const lines = $defs
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, schema]) => `  ${JSON.stringify(key)}: ${JSON.stringify(schema)}`);
const head = [
  `"$id": ${JSON.stringify(name)}`,
  `"$comment": ${JSON.stringify(comment)}`,
  `"kinds": ${JSON.stringify(kinds)}`,
];
writeFileSync(`kubernetes/schemas/${name}.json`, `{\n${head.join(',\n')},\n"$defs": {\n${lines.join(',\n')}\n}}\n`);
