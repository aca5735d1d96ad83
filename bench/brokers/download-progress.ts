import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const TELL_EVERY_MS = 2000;
const MB = 1_000_000;

/**
 * Says every two seconds how much has arrived in a folder while a job downloads into it.
 * @param totalBytes how much is expected, when that is known
 */
export async function withDownloadProgress<T>(
  what: string,
  folder: string,
  totalBytes: number | null,
  say: (line: string) => void,
  job: () => Promise<T>,
): Promise<T> {
  let told = 0;
  const timer = setInterval(() => {
    void bytesIn(folder).then((bytes) => {
      if (bytes === told) return;
      told = bytes;
      say(progressLine(what, bytes, totalBytes));
    });
  }, TELL_EVERY_MS);
  try {
    return await job();
  } finally {
    clearInterval(timer);
  }
}

/** `RabbitMQ: 34 of 68 MB (50%)`, or `Kafka: 34 MB` when the whole is not known. */
export function progressLine(what: string, bytes: number, totalBytes: number | null): string {
  const done = Math.round(bytes / MB);
  if (totalBytes === null || totalBytes === 0) return `${what}: ${done} MB`;
  const percent = Math.min(100, Math.floor((100 * bytes) / totalBytes));
  return `${what}: ${done} of ${Math.round(totalBytes / MB)} MB (${percent}%)`;
}

/** Bytes in all files below a folder; files that come and go meanwhile count as nothing. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        lstat(join(entry.parentPath, entry.name)).then(
          (file) => file.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
