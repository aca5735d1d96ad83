import { useEffect, useState } from 'preact/hooks';
import type { Run } from '../../../protocol/reads.ts';
import { readText } from '../ask.ts';
import { tell } from '../lab.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useRead } from '../parts/use-read.ts';
import { Markdown } from './markdown.tsx';

type Shown = { title: string; path: string };

/** What was measured before: each run with its report, and two of them side by side. */
export function Runs() {
  const { answer, refused } = useRead<{ runs: Run[] }>('/api/runs', null);
  const [chosen, choose] = useState<string[]>([]);
  const [shown, show] = useState<Shown | null>(null);
  const [first, second] = chosen;
  const toggle = (run: string) =>
    choose(chosen.includes(run) ? chosen.filter((one) => one !== run) : [...chosen, run].slice(-2));
  return (
    <>
      {refused !== null && <p class="bad">{refused}</p>}
      {answer?.runs.length === 0 && <p class="faint">Nothing was measured yet: npm run bench does.</p>}
      <ul class="runs">
        {(answer?.runs ?? []).map(({ run, experiments, modes, outcome }) => (
          <li key={run}>
            <input
              type="checkbox"
              aria-label={`Compare ${run}`}
              checked={chosen.includes(run)}
              onChange={() => toggle(run)}
            />
            <div>
              <button
                type="button"
                class="link"
                onClick={() => show({ title: run, path: `/api/runs/${run}/files/report.md` })}
              >
                {run}
              </button>
              <small>
                {experiments.join(', ')} in {modes.join(', ')}; every check together: {outcome ?? 'not judged'}
              </small>
            </div>
          </li>
        ))}
      </ul>
      <button
        type="button"
        disabled={first === undefined || second === undefined}
        onClick={() => show({ title: `${first} and ${second}`, path: `/api/runs/${first}/against/${second}` })}
      >
        Compare the two that are ticked
      </button>
      {shown && <Report {...shown} onClose={() => show(null)} />}
    </>
  );
}

function Report({ title, path, onClose }: Shown & { onClose: () => void }) {
  const [text, setText] = useState('');
  useEffect(() => {
    readText(path).then(setText, (error: unknown) => {
      tell(error);
      onClose();
    });
  }, [path]);
  const folder = path.slice(0, path.lastIndexOf('/'));
  return (
    <Dialog title={title} onClose={onClose}>
      {text === '' ? (
        <p class="faint">Being read …</p>
      ) : (
        <Markdown
          text={text}
          picture={(file, alt) => <Picture key={file} path={`${folder}/${encodeURIComponent(file)}`} alt={alt} />}
        />
      )}
    </Dialog>
  );
}

/** A chart of a run; where it cannot be had, what it shows in words. */
function Picture({ path, alt }: { path: string; alt: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    readText(path).then(
      (svg) => {
        made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
        setUrl(made);
      },
      () => {},
    );
    return () => {
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [path]);
  return url === null ? <p class="faint">{alt}</p> : <img src={url} alt={alt} />;
}
