import { expect, it } from 'vitest';
import type { JsonObject } from '@fieldlapse/proof';
import { dayMs, plantedAt } from '../../support/farm.ts';
import { serviceFarm } from '../../support/service-farm.ts';

const raisedAt = plantedAt + 10 * dayMs;
type Titles = readonly [vi: string, en: string];

it.each<[string, string, Titles, Titles | undefined]>([
  ['of a pack as it is called', 'pack:citrus', ['Ba đêm lạnh', 'Three cold nights'], ['Ba đêm lạnh', 'Three cold nights']], // prettier-ignore
  ['of the farm as it is called', 'import', ['Nắng nóng', 'Heat'], ['Nắng nóng', 'Heat']],
  ['without a name that holds that of a contact', 'import', ['Gọi chú ba', 'Call him'], undefined],
  ['without a name that holds that of who grows the lot, in either language', 'import', ['Nóng', "Lụa's field is hot"], undefined], // prettier-ignore
  ['without a name that holds a phone number', 'import', ['Nóng', 'Hot, call 0912 345 678'], undefined],
  ['without a name that is still to be filled in, perhaps with the place', 'import', ['Nóng tại {place}', 'Heat'], undefined], // prettier-ignore
])('an alert is recorded %s', async (_how, origin, titles, names) => {
  const farm = await serviceFarm();
  const service = await farm.start({ people: () => ['Trần Văn Ba'] });
  const nobodyAgreed = { nameConsentAt: null, areaCodeConsentAt: null };
  await service.lots.putParty({ kind: 'household', name: 'Lê Thị Lụa', gln: null, cooperative: null, address: null, phone: null, ...nobodyAgreed }); // prettier-ignore
  await farm.plant(service);
  await farm.clock.advance(raisedAt + dayMs - farm.clock.now());
  await farm.told('raised', 't1', raisedAt, { origin, titles });
  await service.catchUp();
  const alarm = (await farm.logged(service)).at(-1)!['agri:alarm'] as JsonObject;
  expect(alarm['agri:state']).toBe('raised');
  expect([alarm['agri:nameVi'], alarm['agri:nameEn']]).toEqual(names ?? [undefined, undefined]);
  await service.close();
});
