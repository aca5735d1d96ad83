import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Settings } from '../../../common/base/config.ts';
import type { Random } from '../../measure/random.ts';
import { type Mail, MailFaults } from './mail-api.ts';

interface Stored {
  recipients: string[];
  source: Buffer;
}

/** More of one mail is refused. */
const MOST_BYTES = 1024 * 1024;

/** A mail server that keeps what it is given and sends nothing on. It can do wrong what it is told to. */
export function createMailbox(settings: Pick<Settings, 'LAB_HOST'>, port: number, chance: Random) {
  const stored: Stored[] = [];
  const sockets = new Set<Socket>();
  let faults = MailFaults.parse({});
  let server: SMTPServer | null = null;
  /** Those whose answer is held back. */
  let held: (() => void)[] = [];

  const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

  function open(): Promise<void> {
    const opening = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: MOST_BYTES,
      rejectOversized: true,
      onRcptTo({ address }, _session, done) {
        const { refuses } = faults;
        if (refuses !== null && address.startsWith(refuses)) done(refusal(550, 'No such mailbox'));
        else done();
      },
      onData(stream, { envelope }, done) {
        const answer = (source: Buffer) => {
          if (chance() < faults.errors) return done(refusal(451, 'Try again later'));
          stored.push({ recipients: envelope.rcptTo.map(({ address }) => address), source });
          if (faults.silent) held.push(() => done());
          else done();
        };
        buffer(stream).then(answer, done);
      },
    });
    opening.on('error', () => {}); // a connection that broke: its client's affair
    opening.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server = opening;
    return new Promise((resolve, reject) => {
      opening.server.once('error', reject);
      opening.listen(port, settings.LAB_HOST, resolve);
    });
  }

  async function close(): Promise<void> {
    const closing = server;
    server = null;
    if (closing === null) return;
    const closed = new Promise<void>((resolve) => {
      closing.close(() => resolve());
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    open,
    close,
    /** From now on. What was held back is answered once it is no longer silent. */
    async suffer(told: MailFaults): Promise<void> {
      faults = told;
      if (told.down) await close();
      else if (server === null) await open();
      if (told.silent) return;
      for (const release of held) release();
      held = [];
    },
    /** Mails from this place on, at most so many. */
    async read(from: number, limit: number): Promise<{ mails: Mail[]; next: string | null }> {
      const mails = await Promise.all(stored.slice(from, from + limit).map(opened));
      const next = from + limit;
      return { mails, next: next < stored.length ? String(next) : null };
    },
  };
}

async function opened({ recipients, source }: Stored): Promise<Mail> {
  const { messageId = '', to = [], headers, subject = '', text = '' } = await PostalMime.parse(source);
  return {
    messageId,
    recipients,
    to: to.map(({ address = '' }) => address),
    headers: headers.length,
    subject,
    text: text.trimEnd(),
  };
}
