import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

interface Bom {
  components: { 'bom-ref': string; properties?: { name: string; value: string }[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

// `npm run --silent sbom`: what runs with the services, as CycloneDX on stdout. Tools are left out here, not by npm:
// its `--omit dev` also leaves out what a tool and a service share.
const { stdout } = await execa('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
  cwd: fileURLToPath(new URL('../../..', import.meta.url)),
});
const bom = JSON.parse(stdout) as Bom;
const isTool = ({ properties = [] }: Bom['components'][number]) =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
const tools = new Set(bom.components.filter(isTool).map((one) => one['bom-ref']));
const components = bom.components.filter((one) => !tools.has(one['bom-ref']));
const dependencies = bom.dependencies
  .filter(({ ref }) => !tools.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => !tools.has(other)) }));
process.stdout.write(`${JSON.stringify({ ...bom, components, dependencies }, null, 2)}\n`);
