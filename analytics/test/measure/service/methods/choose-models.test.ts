import { expect, it } from 'vitest';
import { chooseModels } from '../../../../src/measure/service/methods/choose-models.ts';

const model = (name: string, version: string, isDefault = false) =>
  ({ name, version, card: { default: isDefault } }) as never;
const ready = [model('canopy', '1.9.0', true), model('canopy', '1.10.0', true), model('weeds', '2.0.0')];
const camera = { site: 'farm', camera: 'gate' };
const chosen = (wanted: Parameters<typeof chooseModels>[0], area = 'roi') =>
  chooseModels(wanted, ready, camera, area).map(({ name, version }) => `${name} ${version}`);

it('without a rule the newest of the default models measures', () => {
  expect(chosen([])).toEqual(['canopy 1.10.0']);
  expect(chosen([{ model: 'weeds', camera: 'elsewhere' }])).toEqual(['canopy 1.10.0']);
});

it('a rule names a model, a version, or none, for a farm, a camera or an area', () => {
  expect(chosen([{ model: 'none' }])).toEqual([]);
  expect(chosen([{ model: 'canopy@1.9.0', site: 'farm' }, { model: 'weeds' }])).toEqual([
    'canopy 1.9.0',
    'weeds 2.0.0',
  ]);
  expect(chosen([{ model: 'weeds', area: 'bed-1' }], 'bed-1')).toEqual(['weeds 2.0.0']);
  expect(chosen([{ model: 'unknown' }])).toEqual([]);
});
