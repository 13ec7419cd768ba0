export { startLink, type Link, type LinkOptions } from './faults/link.ts';
