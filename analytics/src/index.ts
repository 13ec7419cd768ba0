export { countBoxes, type BoxRules, type CountedBox } from './measure/counting/count-boxes.ts';
export { countWith, type CountAnswer } from './measure/counting/count-with.ts';
export { wilsonInterval, type Accuracy } from './measure/counting/learning/accuracy.ts';
export type { Rehearsed } from './measure/counting/learning/rehearse.ts';
export { mostModelBytes, parseCounterModel, type CounterModel } from './measure/counting/model.ts';
export {
  trainCounter,
  type LabelledPicture,
  type TrainedCounter,
  type TrainOptions,
} from './measure/counting/train.ts';
