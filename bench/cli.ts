if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This needs Node 24, which the project installs itself: use "npm run bench", not Node ${process.version}.`,
  );
  process.exit(3);
}
const { main } = await import('./commands.ts');
const exitCode = await main(process.argv.slice(2));
process.stdout.write('', () => process.exit(exitCode)); // what waits in a pipe would be cut off otherwise
