import { setTimeout } from 'node:timers/promises';
import type { BrokerNode, NodeLink } from '../../brokers/cluster.ts';
import { sum } from '../../measure/sums.ts';
import { followerOf, leaderOf, ledBy, missing, type NodeGround, nodeFault } from './node-fault.ts';

/** Longer than it takes either broker to elect without the node that is cut off. */
const AT_LEAST_SECONDS = 14;
const SLOW_MS = 400;
const FLAP_EVERY_MS = 2000;

const linksOf = ({ cluster: { links } }: NodeGround, node: BrokerNode, ways: ('from' | 'to')[]): NodeLink[] =>
  links.filter((link) => ways.some((way) => link[way] === node.index));

/** What all of them count or have counted, as proof; null where nothing came by. */
async function tollOf(links: readonly NodeLink[], how: 'count' | 'heal'): Promise<string | null> {
  const hits = sum(await Promise.all(links.map((link) => link[how]())), (toll) => toll.hits);
  return hits > 0 ? `the proxies between the nodes took hold of it ${hits} times` : null;
}

/** The node that leads is cut off the others, in one direction or in both; clients reach all of them. */
const cutOff = (more: { name: string; title: string; what: string; leads?: true }, ways: ('from' | 'to')[]) =>
  nodeFault({ ...more, atLeastSeconds: AT_LEAST_SECONDS }, (ground) => {
    let leader: BrokerNode | null = null;
    let links: NodeLink[] = [];
    let led: string[] = [];
    return {
      async inject() {
        leader = await leaderOf(ground);
        led = await ledBy(ground, leader);
        links = linksOf(ground, leader, ways);
        await Promise.all(links.map((link) => link.cut()));
      },
      async proof() {
        const toll = await tollOf(links, 'count');
        const others = leader && (await missing(ground, [leader], led));
        return others && toll && `${others}; ${toll}`;
      },
      undo: async () => void (await tollOf(links, 'heal')),
    };
  });

export const leaderMinority = cutOff(
  {
    name: 'leader-minority',
    title: 'The node that leads is cut off the other two',
    what: 'nothing passes between the node that leads and the other two, in neither direction; clients reach all three',
    leads: true,
  },
  ['from', 'to'],
);

export const oneWayCut = cutOff(
  {
    name: 'one-way-cut',
    title: 'The node that leads hears the others, and they do not hear it',
    what: 'nothing that the node that leads sends arrives at the other two; what they send does',
  },
  ['from'],
);

export const slowLink = nodeFault(
  {
    name: 'slow-link',
    title: 'The link to one node that follows is slow',
    what: `all that the node that leads and one that follows send each other arrives ${SLOW_MS} ms later`,
  },
  (ground) => {
    let links: NodeLink[] = [];
    return {
      async inject() {
        const leader = await leaderOf(ground);
        const follower = followerOf(ground.cluster.nodes, leader);
        links = linksOf(ground, leader, ['from', 'to']).filter((link) => [link.from, link.to].includes(follower.index));
        await Promise.all(links.map((link) => link.slow(SLOW_MS)));
      },
      proof: () => tollOf(links, 'count'),
      undo: async () => void (await tollOf(links, 'heal')),
    };
  },
);

/** Cut and healed in turn; no time is enough for the others to be sure, and none to catch up. */
export const flappingLink = nodeFault(
  {
    name: 'flapping-link',
    title: 'The links of the node that leads come and go',
    what: `the node that leads is cut off the other two for ${FLAP_EVERY_MS / 1000} s, then not, again and again`,
    atLeastSeconds: AT_LEAST_SECONDS,
  },
  (ground) => {
    const over = new AbortController();
    const told: string[] = [];
    let flapping: Promise<void> = Promise.resolve();
    return {
      async inject() {
        const links = linksOf(ground, await leaderOf(ground), ['from', 'to']);
        const pause = () => setTimeout(FLAP_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
        flapping = (async () => {
          while (!over.signal.aborted) {
            await Promise.all(links.map((link) => link.cut()));
            await pause();
            const toll = await tollOf(links, 'heal');
            if (toll !== null) told.push(toll);
            await pause();
          }
        })();
        flapping.catch(() => {}); // told when it is undone
      },
      proof: async () => (told.length > 1 ? `cut ${told.length} times; the last time ${told.at(-1)}` : null),
      async undo() {
        over.abort();
        await flapping;
      },
    };
  },
);
