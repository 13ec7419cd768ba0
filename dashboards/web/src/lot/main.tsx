import { render } from 'preact';
import { LotPage } from './lot-page.tsx';

const root = document.getElementById('app');
if (root) render(<LotPage />, root);
