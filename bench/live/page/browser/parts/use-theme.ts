import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const ofSystem = (): Theme => (system.matches ? 'dark' : 'light');

/** Light or dark: as the system has it, until somebody chooses otherwise on this page. */
export function useTheme(): [Theme, () => void] {
  const [chosen, choose] = useState<Theme | null>(() => {
    const kept = localStorage.getItem('theme');
    return kept === 'light' || kept === 'dark' ? kept : null;
  });
  const [given, setGiven] = useState(ofSystem);
  useEffect(() => {
    const follow = () => setGiven(ofSystem());
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const theme = chosen ?? given;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const toggle = () => {
    const other = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', other);
    choose(other);
  };
  return [theme, toggle];
}
