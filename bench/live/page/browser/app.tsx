import { useMemo, useState } from 'preact/hooks';
import { rolesIn } from '../../../../common/workflow/message-table.ts';
import { Charts } from './charts/charts.tsx';
import { lab } from './lab.ts';
import { LaneRow } from './lane/lane-row.tsx';
import type { Model } from './model.ts';
import { isOld, OldNote } from './old-note.tsx';
import { type PanelName, Panels } from './panel/panels.tsx';
import { Story } from './panel/story.tsx';
import { type Ui, UiContext } from './parts/ui.ts';
import { useTheme } from './parts/use-theme.ts';
import { TopBar } from './top-bar.tsx';

/** The whole page: the load above, a lane for each mode, the charts below, and beside them what can be done. */
export function App({ model }: { model: Model }) {
  const [theme, toggleTheme] = useTheme();
  const [panel, setPanel] = useState<PanelName>('faults');
  const [filter, setFilter] = useState('');
  const [story, setStory] = useState<{ lane: string; orderId: string } | null>(null);
  const ui = useMemo<Ui>(() => {
    const filterLog = (orderId: string) => {
      setStory(null);
      setFilter(orderId);
      setPanel('log');
    };
    // Of a recording nobody can be asked for the story.
    return { filterLog, showOrder: (lane, orderId) => (lab.replay ? filterLog(orderId) : setStory({ lane, orderId })) };
  }, []);
  if (lab.link === 'no-token') return <NoToken />;
  const old = isOld(lab.link);
  const present = new Set(model.lanes.flatMap(({ services }) => services.map(({ role }) => role)));
  const columns = rolesIn('orchestrated').filter((role) => present.has(role)); // the way of an order, left to right
  return (
    <UiContext.Provider value={ui}>
      <TopBar model={model} theme={theme} onTheme={toggleTheme} />
      <main>
        <div class={`lanes ${old ? 'is-old' : ''}`}>
          {old && <OldNote link={lab.link} nowMs={model.nowMs} />}
          {model.lanes.length === 0 && !old && <p class="faint">Waiting for the lab …</p>}
          {model.lanes.map((lane) => (
            <LaneRow
              key={lane.lane}
              lane={lane}
              columns={columns}
              figures={model.latest?.lanes[lane.lane] ?? null}
              judgement={model.judgements[lane.lane] ?? null}
            />
          ))}
          {model.lanes.length > 0 && <Charts model={model} theme={theme} />}
        </div>
        <Panels model={model} chosen={panel} onChoose={setPanel} filter={filter} onFilter={setFilter} />
      </main>
      {story && <Story key={story.orderId} {...story} model={model} onClose={() => setStory(null)} />}
    </UiContext.Provider>
  );
}

const NoToken = () => (
  <main class="alone">
    <h1>Three-Mode Lab</h1>
    <p>
      This page works only from the address that the terminal shows: open it as it stands there, with all that follows
      the #.
    </p>
  </main>
);
