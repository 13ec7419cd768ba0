import { expect, test } from 'vitest';
import { accuracyLines, unseenAccuracy } from '../../../src/film/growth/accuracy.ts';

const model = { photos: 76, iou: 0.871, coverErrorMean: 0.7, coverErrorMax: 2.23 };

test('what a model did on pictures never seen is read from its card', () => {
  const card = { measuredOn: '480 × 360 px', fresh: { allScenes: { model, index: { iou: 0.5 } }, folds: [{ model }] } };
  expect(unseenAccuracy(card)).toEqual({ iou: 0.871, errorMean: 0.7, errorMax: 2.23, photos: 76 });
});

test('a card with other tables gives none of it, and is shown line by line', () => {
  expect(unseenAccuracy({ fresh: { allScenes: { model: { iou: 'good' } } } })).toBeUndefined();
  expect(unseenAccuracy({})).toBeUndefined();
  expect(accuracyLines({ exact: 0.6, night: { exact: 0.4, folds: [{ a: 1 }] } })).toEqual([
    'exact: 0.6',
    'night · exact: 0.4',
  ]);
});
