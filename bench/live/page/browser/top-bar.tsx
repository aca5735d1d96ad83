import { useEffect, useState } from 'preact/hooks';
import { counted } from './format.ts';
import { act, lab } from './lab.ts';
import { HIGHEST_RATE } from './limits.ts';
import type { Model } from './model.ts';
import { OrdersMenu } from './orders-menu.tsx';
import { Button } from './parts/button.tsx';
import { NumberInput } from './parts/number-input.tsx';
import type { Theme } from './parts/use-theme.ts';
import { Player } from './player.tsx';

const burst = { times: 5, seconds: 5 };

/** Where the knob stops; any other rate is typed beside it. */
const rates = [0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800, HIGHEST_RATE];
/** A dragged knob is one command. */
const DRAGGED_MS = 80;
/** Until then the lab has told what it was told, and that is drawn. */
const TOLD_MS = 400;

const links = {
  connecting: 'connecting',
  open: 'live',
  away: 'connection lost, trying again',
  ended: 'this lab has ended',
  'no-token': 'not connected',
};

const sum = (of: Record<string, number>) => Object.values(of).reduce((total, one) => total + one, 0);

/** The one load of all lanes, and what concerns the whole page. */
export function TopBar({ model, theme, onTheme }: { model: Model; theme: Theme; onTheme: () => void }) {
  return (
    <header class="top">
      <h1>Three-Mode Lab</h1>
      <span class={`link-state link-${lab.link}`} role="status">
        {lab.replay ? 'a recording' : links[lab.link]}
      </span>
      {lab.replay ? <Player replay={lab.replay} /> : <Load model={model} />}
      {model.latest && (
        <span class="own faint" title="what sends the orders, and what watches them">
          the lab itself uses {sum(model.latest.own).toFixed(2)} cores
        </span>
      )}
      <button type="button" class="quiet theme" onClick={onTheme}>
        {theme === 'dark' ? 'Light' : 'Dark'}
      </button>
    </header>
  );
}

function Load({ model: { load, nowMs, about } }: { model: Model }) {
  const bursting = load?.burst && load.burst.untilMs > nowMs ? load.burst : null;
  return (
    <>
      <Rate perSecond={load?.perSecond ?? 0} disabled={load === null} />
      <Button
        class={bursting ? 'lit' : ''}
        off={load === null || bursting !== null}
        title={`${burst.times} times the rate for ${counted(burst.seconds, 'second')}`}
        onPress={() => void act({ do: 'burst', ...burst })}
      >
        {bursting ? `Burst ×${bursting.times}` : `Burst ×${burst.times}`}
      </Button>
      {load && about && <OrdersMenu load={load} products={about.products} />}
    </>
  );
}

function Rate({ perSecond, disabled }: { perSecond: number; disabled: boolean }) {
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    let over = false;
    let timer = setTimeout(async () => {
      await act({ do: 'rate', perSecond: wanted });
      if (!over) timer = setTimeout(() => setWanted(null), TOLD_MS);
    }, DRAGGED_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  const rate = wanted ?? perSecond;
  return (
    <div class="rate">
      <label for="rate">Load</label>
      <input
        id="rate"
        type="range"
        min="0"
        max={rates.length - 1}
        step="1"
        value={rates.findLastIndex((one) => one <= rate)}
        disabled={disabled}
        aria-valuetext={`${rate} orders per second in every lane`}
        onInput={({ currentTarget }) => setWanted(rates[currentTarget.valueAsNumber] ?? 0)}
      />
      <NumberInput
        value={rate}
        min={0}
        max={HIGHEST_RATE}
        label="Orders per second in every lane"
        disabled={disabled}
        onEnter={setWanted}
      />
      <span class="faint">orders/s in each lane</span>
    </div>
  );
}
