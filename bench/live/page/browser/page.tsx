import { render } from 'preact';
import { App } from './app.tsx';
import { lab, start } from './lab.ts';

const root = document.getElementById('page') as HTMLElement;
const draw = () => render(<App model={lab.model} />, root);
start(draw);
draw();
