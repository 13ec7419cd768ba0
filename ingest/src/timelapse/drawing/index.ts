export { gapCard } from './gap-card.ts';
export { hatchColours, paintHatch, type Rgb } from './hatch.ts';
export { keogramPng } from './keogram.ts';
export { stageName, stageText, type GrowthStage } from './stages.ts';
export { clipToFit, sizeToFit, textPath, type TextPath, type TextPlace } from './text.ts';
export { dayText, daysAfterSowingText, daysText, gapText, numberText, type Language } from './words.ts';
