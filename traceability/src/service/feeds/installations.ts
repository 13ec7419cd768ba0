import { localDayOf, timeZoneOf } from '@fieldlapse/contracts';
import { storedFact } from '../../lots/facts/fact.ts';
import type { FactOf } from '../../lots/facts/fact.ts';
import type { Service } from '../service.ts';
import { growingLots, growsOn } from './record-seen.ts';

type Device = FactOf<'installation'>['devices'][number];

/** Records the cameras and sensors of a plot on its growing lot, later ones when they come. */
export async function followInstallations(service: Service): Promise<void> {
  const { lots, sites, clock } = service;
  const at = clock.now();
  for (const { id: site, cameras, sensors } of sites()) {
    const today = localDayOf(at, timeZoneOf(sites(), site));
    for (const lot of (await growingLots(service, site)).filter((one) => growsOn(service, one, today))) {
      const here: Device[] = [
        ...cameras.filter(({ plot }) => plot === lot.plot).map(({ name }) => ({ kind: 'camera' as const, name })),
        ...sensors.filter(({ plot }) => plot === lot.plot).map(({ name }) => ({ kind: 'sensor' as const, name })),
      ];
      const told = await lots.reader.facts(lot.id, ['installation']);
      const known = told.flatMap(({ body }) => (storedFact(body) as FactOf<'installation'>).devices);
      const devices = here.filter((one) => !known.some(({ kind, name }) => kind === one.kind && name === one.name));
      if (devices.length > 0) await lots.record({ lots: [lot.id], fact: { kind: 'installation', at, devices } });
    }
  }
}
