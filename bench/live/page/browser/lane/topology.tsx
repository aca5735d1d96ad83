import { useEffect, useRef } from 'preact/hooks';
import type { LaneFigures } from '../../../protocol/figures.ts';
import type { Lane, LaneChannel, ProcessState } from '../../../protocol/lanes.ts';
import { capital, count } from '../format.ts';
import { onSteps } from '../lab.ts';
import { StateMark, stateWords } from '../parts/marks.tsx';
import { useUi } from '../parts/ui.ts';
import { useWidth } from '../parts/use-width.ts';
import { Dots } from './dots.ts';
import type { Ink } from './draw-dot.ts';
import { arrowLine, type Box, type Geometry, geometryOf, type Point, slotOf } from './geometry.ts';

type Role = Lane['services'][number]['role'];

const place = ({ x, y, width, height }: Box) => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** One lane as it is built, with what runs, what waits, and the orders on their way. */
export function Topology({ lane, columns, figures }: { lane: Lane; columns: Role[]; figures: LaneFigures | null }) {
  const [element, width] = useWidth<HTMLDivElement>();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const geometry = geometryOf(lane, columns, width, rem);
  return (
    <div class={lane.provider ? 'stage is-paid' : 'stage'} ref={element} style={{ height: `${geometry.height}px` }}>
      {width > 0 && (
        <>
          {geometry.broker && <div class="broker-bar" style={place(geometry.broker.bar)} />}
          <Arrows lane={lane} geometry={geometry} />
          <Orders lane={lane} geometry={geometry} />
          <div class="node client" style={place(geometry.client)}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <circle cx="10" cy="6" r="3.6" />
              <path d="M3 18c0-4.4 3-7 7-7s7 2.6 7 7" />
            </svg>
            <span>clients</span>
          </div>
          {lane.services.map(({ role, state }) => {
            const box = geometry.services.get(role);
            return box && <Process key={role} box={box} name={capital(role)} state={state} cpu={figures?.cpu[role]} />;
          })}
          {geometry.broker && lane.broker && (
            <Process
              box={geometry.broker.head}
              name={lane.broker.name}
              state={lane.broker.state}
              cpu={figures?.cpu['broker']}
              of="broker"
            />
          )}
          {geometry.provider && lane.provider && (
            <Process
              box={geometry.provider}
              name="Provider"
              state={lane.provider.state}
              cpu={undefined}
              of="provider"
            />
          )}
          {[...geometry.slots].map(([role, box]) => (
            <Slot
              key={role}
              box={box}
              channels={lane.channels.filter((channel) => slotOf(channel) === role)}
              figures={figures}
            />
          ))}
        </>
      )}
    </div>
  );
}

function Process({
  box,
  name,
  state,
  cpu,
  of = 'service',
}: {
  box: Box;
  name: string;
  state: ProcessState;
  cpu: number | undefined;
  of?: string;
}) {
  const runs = state === 'ready' && cpu !== undefined;
  return (
    <div class={`node ${of} is-${state}`} style={place(box)} title={name}>
      <b>{name}</b>
      <span class="state">
        <StateMark state={state} />
        {stateWords[state]}
        {runs && of === 'service' && (
          <span class="cpu" title="of one core">
            {' '}
            {Math.round(cpu * 100)}%
          </span>
        )}
      </span>
    </div>
  );
}

const FULL = 1000;

/** What waits for one service: together in figures, and as a bar for each queue or partition. */
function Slot({ box, channels, figures }: { box: Box; channels: LaneChannel[]; figures: LaneFigures | null }) {
  const each = channels.map((channel) => ({
    ...channel,
    ...(figures?.channels[channel.id] ?? { waiting: 0, inHand: 0 }),
  }));
  const waiting = each.reduce((sum, channel) => sum + channel.waiting, 0);
  const inHand = each.reduce((sum, channel) => sum + channel.inHand, 0);
  const told = each.map(
    ({ name, partition, ...of }) =>
      `${name}${partition === null ? '' : `, partition ${partition}`}: ${count(of.waiting)} waiting, ${count(of.inHand)} in hand`,
  );
  return (
    <div class={waiting > 0 ? 'slot has-waiting' : 'slot'} style={place(box)} title={told.join('\n')}>
      <span>
        <b>{count(waiting)}</b> waiting
      </span>
      <span class="faint">{count(inHand)} in hand</span>
      <span class="gauges" aria-hidden="true">
        {each.map(({ id, waiting: own }) => (
          <i key={id} style={{ height: `${Math.min(100, (Math.log10(1 + own) / Math.log10(FULL)) * 100)}%` }} />
        ))}
      </span>
    </div>
  );
}

const path = (points: readonly Point[]) =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');

function Arrows({ lane, geometry }: { lane: Lane; geometry: Geometry }) {
  return (
    <svg class="arrows" width={geometry.width} height={geometry.height} aria-hidden="true">
      {lane.arrows.map(({ from, to }) => {
        const line = arrowLine(geometry, from, to);
        const [before, end] = [line.at(-2), line.at(-1)];
        if (!before || !end) return null;
        const turn = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
        return (
          <g key={`${from} ${to}`}>
            <path d={path(line)} fill="none" />
            <path d="M0 0 L-6 -3.5 L-6 3.5 Z" class="head" transform={`translate(${end.x} ${end.y}) rotate(${turn})`} />
          </g>
        );
      })}
    </svg>
  );
}

/** The colours of the page are looked up so often: the theme may change. */
const INK_MS = 500;

function Orders({ lane: { lane, answer, line }, geometry }: { lane: Lane; geometry: Geometry }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dots = useRef(new Dots(answer));
  const now = useRef(geometry);
  now.current = geometry;
  const { showOrder } = useUi();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let frame = 0;
    let ink: Ink = { lane: '', bad: '' };
    let inkAt = Number.NEGATIVE_INFINITY;
    const draw = (at: number) => {
      const { width, height } = now.current;
      const scale = devicePixelRatio;
      if (context.canvas.width !== Math.round(width * scale))
        Object.assign(context.canvas, { width: width * scale, height: height * scale });
      context.setTransform(scale, 0, 0, scale, 0, 0);
      if (at - inkAt > INK_MS) {
        const { color, outlineColor } = getComputedStyle(context.canvas);
        ink = { lane: color, bad: outlineColor };
        inkAt = at;
      }
      frame = dots.current.draw(context, now.current, ink, at) ? requestAnimationFrame(draw) : 0;
    };
    const stop = onSteps((event) => {
      if (event.lane !== lane) return;
      dots.current.follow(event, now.current, performance.now());
      if (frame === 0) frame = requestAnimationFrame(draw);
    });
    const pick = ({ clientX, clientY }: MouseEvent) => {
      const { left, top } = context.canvas.getBoundingClientRect();
      const orderId = dots.current.orderAt({ x: clientX - left, y: clientY - top });
      if (orderId !== null) showOrder(lane, orderId);
    };
    const stage = context.canvas.parentElement; // dots that wait lie on what they wait in
    stage?.addEventListener('click', pick);
    return () => {
      stop();
      stage?.removeEventListener('click', pick);
      cancelAnimationFrame(frame);
    };
  }, [lane]);
  return (
    <canvas
      class="dots"
      ref={canvas}
      style={{ width: `${geometry.width}px`, height: `${geometry.height}px`, '--line': line.color }}
    />
  );
}
