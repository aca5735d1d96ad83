import { useState } from 'preact/hooks';
import { download } from '../ask.ts';
import { act, tell } from '../lab.ts';
import type { Model } from '../model.ts';

/** Sequences of clicks: those that come with the lab, and the one that is being written down. */
export function Scenarios({ model: { about } }: { model: Model }) {
  const [name, setName] = useState('my-scenario');
  const [title, setTitle] = useState('');
  const [look, setLook] = useState('');
  const [said, say] = useState('');
  const save = async (event: Event) => {
    event.preventDefault();
    const saved = await act<{ name: string }>({ do: 'save-scenario', name, title: title || name, look });
    if (saved) say(`Saved as ${saved.name}.`);
  };
  const begin = async () => {
    if (await act({ do: 'start-scenario' })) say('From now on every click is written down anew.');
  };
  return (
    <>
      <ul class="scenarios">
        {(about?.scenarios ?? []).map((scenario) => (
          <li key={scenario.name}>
            <h3>{scenario.title}</h3>
            <p>{scenario.look}</p>
            <button
              type="button"
              onClick={() => void act({ do: 'play-scenario', name: scenario.name })}
              aria-label={`Play ${scenario.title}`}
            >
              Play
            </button>
          </li>
        ))}
      </ul>
      <form class="order-form" onSubmit={(event) => void save(event)}>
        <h3>What you clicked, as a scenario</h3>
        <label>
          Name
          <input
            required
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            maxLength={60}
            value={name}
            title="small letters, digits and hyphens"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          Title
          <input maxLength={120} value={title} onInput={({ currentTarget }) => setTitle(currentTarget.value)} />
        </label>
        <label>
          What to look at
          <input maxLength={600} value={look} onInput={({ currentTarget }) => setLook(currentTarget.value)} />
        </label>
        <div class="buttons">
          <button type="button" onClick={() => void begin()}>
            Start anew
          </button>
          <button type="button" onClick={() => void download('/api/scenario', `${name}.json`).catch(tell)}>
            Download
          </button>
          <button type="submit" class="main">
            Save
          </button>
        </div>
        <p role="status">{said}</p>
      </form>
      <h3>What happened here, to be looked at again</h3>
      <div class="kept">
        <button type="button" onClick={() => void download('/api/recording', 'recording.jsonl').catch(tell)}>
          As a recording
        </button>
        <button type="button" onClick={() => void download('/api/export', 'three-mode-lab.html').catch(tell)}>
          As one page that needs no lab
        </button>
      </div>
    </>
  );
}
