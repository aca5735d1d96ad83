import type { Point } from '../claim.ts';

export const files: Point = {
  title: 'Files',
  claims: [
    {
      says: 'Stores, logs, settings of brokers and run folders can be read by their owner alone.',
      tests: {
        'common/store/sqlite-store.test.ts': ['the file can be read by its owner alone'],
        'common/store/postgres-store.test.ts': [
          'where the stores are, and the password to them, can be read by the owner of the folder alone',
        ],
        'bench/record/run-folder.test.ts': ['a run folder is its owner’s alone'],
        'bench/scenarios/private.real.test.ts': ['what it keeps can be read by its owner alone'],
      },
    },
    {
      says: 'An `--out` that is there and is not ours is refused and stays as it was.',
      tests: {
        'bench/record/run-folder.test.ts': [
          '%s: an --out that is there and is no run folder is refused, and stays as it was',
          'ceilings: an --out that is there and holds something else is refused, and stays as it was',
        ],
        'bench/record/claim-run-folder.test.ts': [
          'a folder whose run.json is %s is refused, and stays as it was',
          'of two runs into one folder the second is refused until the first is over',
          'runs that begin in the same second have ids and folders of their own',
        ],
        'bench/report/test/hostile.test.ts': [
          'a comparison is not made of a run that was cut off, nor in the place of another file',
        ],
      },
    },
    {
      says: 'A full disk, a kill or Ctrl-C takes nothing away that a run had saved.',
      tests: {
        'bench/record/folder-files.test.ts': ['a full disk takes away nothing that was saved'],
        'bench/record/histogram-archive.test.ts': [
          'a full disk takes away nothing that the archive had',
          'what a kill in the middle of saving left beside the archive is neither read nor in the way',
        ],
        'bench/record/run-folder.test.ts': ['a run folder says what it is before its first trial has ended'],
        'bench/record/claim-run-folder.test.ts': [
          'a run that was killed before its first file leaves a folder that the next one takes',
        ],
      },
    },
    {
      says: 'Files of a run are written into its folder and nowhere else; no name in it leads out, and no link is followed.',
      tests: {
        'bench/record/folder-files.test.ts': [
          '%j is no name of a file in the folder',
          'a link in the place of a file is replaced, and what it leads to stays as it was',
          'a link in the place of a file is neither read nor added to',
          'a link in the place of a folder is not followed',
        ],
        'bench/report/test/hostile.test.ts': [
          'a report is written into its folder, whatever links lie there',
          'a run.json that is a link is not read',
        ],
        'bench/record/histogram-archive.test.ts': [
          'a link in the place of the archive is not followed, neither to read nor to write',
        ],
      },
    },
    {
      says: 'A run folder may come from anybody: what is read of it is validated, and its words stay words in a report, a chart and a terminal.',
      tests: {
        'bench/report/test/hostile.test.ts': [
          'a run.json with %s is refused, with the place, and nothing is written',
          'a series.csv with %s of another kind is refused',
          'whatever a run folder says, a report, its charts and the terminal show it as words',
          'what a terminal would obey becomes what it shows, and JSON stays the same JSON',
        ],
        'bench/record/histogram-archive.test.ts': [
          'an archive with %s is refused in a sentence',
          'an archive that is %s is refused in a sentence',
        ],
        'bench/tools/print.test.ts': [
          'whatever a command prints goes through the one place that leaves nothing for a terminal to obey',
        ],
      },
    },
    {
      says: 'The comparison as a page fetches nothing and lets nothing run but its own script and style; what a run says of itself is text in it.',
      tests: {
        'bench/report/test/page.test.ts': [
          'its style and its script are the only ones that its policy lets run, and it fetches nothing',
          'no element has a handler or a style of its own',
          'what a run says of itself stays text',
        ],
      },
    },
    {
      says: 'A lab writes nothing outside of the clone and its cache folder.',
      tests: {
        'bench/scenarios/nothing-outside.real.test.ts': [
          'writes nothing to the home folder or the one for temporary files',
        ],
        'bench/brokers/cache.test.ts': [
          'the cache folder follows THREE_MODE_LAB_CACHE, then XDG_CACHE_HOME, then the home folder',
          'cleaning removes what the lab installed and nothing else',
        ],
      },
    },
    {
      says: 'No file names a place on the machine it was written on.',
      tests: { 'bench/test/no-secrets-or-hosts.test.ts': ['no file names a place on the machine it was written on'] },
    },
  ],
};
