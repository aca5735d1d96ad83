if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This needs Node 24, which the project installs itself: use "npm run bench", not Node ${process.version}.`,
  );
  process.exit(3);
}
const { setFlagsFromString } = await import('node:v8');
const { main } = await import('./commands.ts');
const exitCode = await main(process.argv.slice(2));
// process.exit waits for V8's background compilations, and one of them that needs the main thread then waits for ever
// (nodejs/node#54918): no new ones, and a moment for those under way.
setFlagsFromString('--no-opt');
setFlagsFromString('--no-maglev');
process.stdout.on('error', () => {}); // whoever read it may be gone
process.stdout.write('', () => setTimeout(() => process.exit(exitCode), 50)); // what waits in a pipe would be cut off otherwise
