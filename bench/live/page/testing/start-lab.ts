import { until } from '../../../lab/until.ts';
import { Command } from '../../../scenarios/command.ts';

const READY_MS = 110_000;

/** `npm run lab` on a free port, as somebody would run it, with more options. */
export const runLab = (...more: string[]): Command =>
  new Command(process.execPath, ['bench/cli/cli.ts', 'lab', '--json', '--port', '0', '--no-open', ...more]);

/** The same, waited for; `url` is that of the page, once the lanes are up. */
export async function startLab(): Promise<{ command: Command; url: string }> {
  const command = runLab();
  const line = await until('the lab is ready', () => command.stdout.find((one) => one.startsWith('{')), READY_MS).catch(
    async (error: Error) => {
      await command[Symbol.asyncDispose]();
      throw new Error(`${error.message}\n${command.stderr.join('\n')}`, { cause: error });
    },
  );
  return { command, url: (JSON.parse(line) as { url: string }).url };
}
