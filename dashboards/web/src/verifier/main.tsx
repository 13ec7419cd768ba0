import { render } from 'preact';
import { pinnedPolicy } from './given.ts';
import { Verifier } from './verifier.tsx';

const root = document.getElementById('app');
if (root) render(<Verifier pinned={pinnedPolicy()} />, root);
