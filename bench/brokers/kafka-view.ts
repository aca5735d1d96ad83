import { connect } from 'node:net';
import type { ClusterView, Copies } from './cluster.ts';

/**
 * What one Kafka node knows, asked over a connection of its own in a few lines of the protocol: whoever watches a
 * client must not ask by it. https://kafka.apache.org/protocol#The_Messages_Metadata
 */
export async function askKafka(address: string): Promise<Omit<ClusterView, 'by' | 'controller'> & { newness: number }> {
  const answer = new Fields(await roundTrip(address, metadataRequest()));
  answer.int32(); // correlation id
  answer.int32(); // throttled for
  const online = answer.list(() => {
    const id = answer.int32();
    answer.string(); // host
    answer.int32(); // port
    answer.string(); // rack
    return String(id);
  });
  answer.string(); // cluster id
  answer.int32(); // "controller": any broker, since KRaft
  let newness = 0;
  const topics = answer.list((): Copies[] => {
    answer.int16(); // error
    const topic = answer.string();
    const internal = answer.int8() === 1;
    const partitions = answer.list(() => {
      answer.int16(); // error
      const index = answer.int32();
      const leader = answer.int32();
      newness += answer.int32(); // leader epoch: one more with every leader
      const replicas = answer.nodes();
      const inSync = answer.nodes();
      answer.nodes(); // offline
      return { name: `${topic}-${index}`, leader: leader < 0 ? null : String(leader), replicas, inSync };
    });
    return internal ? [] : partitions;
  });
  const copies = topics.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  return { online: online.sort(), copies, newness };
}

const [METADATA, VERSION, ALL_TOPICS] = [3, 7, -1];

function metadataRequest(): Buffer {
  const request = Buffer.alloc(19);
  request.writeInt32BE(15, 0); // length of what follows
  request.writeInt16BE(METADATA, 4);
  request.writeInt16BE(VERSION, 6);
  request.writeInt32BE(0, 8); // correlation id
  request.writeInt16BE(-1, 12); // no client id
  request.writeInt32BE(ALL_TOPICS, 14);
  request.writeInt8(0, 18); // make none that is missing
  return request;
}

/** Sends one request and resolves with its answer, without the length. */
function roundTrip(address: string, request: Buffer): Promise<Buffer> {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const socket = connect({ host, port: Number(port) }, () => socket.write(request));
  const pieces: Buffer[] = [];
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error(`${address} is silent`)));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${address} closed the connection`)));
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    const whole = Buffer.concat(pieces);
    if (whole.length < 4 || whole.length < 4 + whole.readInt32BE(0)) return;
    resolve(whole.subarray(4));
    socket.destroy();
  });
  return promise;
}

const LIMIT_MS = 3000;

/** Reads the protocol's types one after the other. https://kafka.apache.org/protocol#protocol_types */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #skip(bytes: number): number {
    this.#at += bytes;
    return this.#at - bytes;
  }

  int8 = (): number => this.#bytes.readInt8(this.#skip(1));
  int16 = (): number => this.#bytes.readInt16BE(this.#skip(2));
  int32 = (): number => this.#bytes.readInt32BE(this.#skip(4));

  string(): string {
    const length = Math.max(0, this.int16()); // -1: none
    const start = this.#skip(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  list<Item>(item: () => Item): Item[] {
    return Array.from({ length: Math.max(0, this.int32()) }, item);
  }

  nodes = (): string[] => this.list(() => String(this.int32())).sort();
}
