export { burnIn, burnOver } from './burn-in.ts';
export type { Box, Curve } from './curve.ts';
export type { Layer } from './layer.ts';
export { openOverlay, type FrameOverlay, type Overlay } from './overlay.ts';
