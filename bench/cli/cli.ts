if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This needs Node 24, which the project installs itself: use "npm run bench", not Node ${process.version}.`,
  );
  process.exit(3);
}
const { setFlagsFromString } = await import('node:v8');
// process.exit waits for V8's background compilations, and one of them that needs the main thread then waits for ever
// (nodejs/node#54918): this process, which only directs others, compiles in the foreground.
setFlagsFromString('--no-concurrent-recompilation');
setFlagsFromString('--no-concurrent-sparkplug');
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // whoever read it may be gone
const { main } = await import('./commands.ts');
const exitCode = await main(process.argv.slice(2));
process.stdout.write('', () => process.exit(exitCode)); // what waits in a pipe would be cut off otherwise
