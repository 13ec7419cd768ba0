export { gapCard } from './gap-card.ts';
export { paintHatch } from './hatch.ts';
export { stageName } from './stages.ts';
export { clipToFit, textPath } from './text.ts';
