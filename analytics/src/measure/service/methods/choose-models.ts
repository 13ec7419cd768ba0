import type { AnalyticsConfig } from '../config.ts';
import type { LoadedModel } from '../../models/pool/load-model.ts';
import type { CameraName } from '../records/pending.ts';

/**
 * The models that measure an area: those that the configuration names for it, `none` standing for no model at all; where
 * it says nothing, the default ones by their cards. Of a name without a version, and of defaults of one name, the newest.
 */
export function chooseModels(
  wanted: AnalyticsConfig['models'],
  ready: readonly LoadedModel[],
  { site, camera }: CameraName,
  area: string,
): LoadedModel[] {
  const fits = (is: string, rule: string | undefined) => rule === undefined || rule === is;
  const rules = wanted.filter((rule) => fits(site, rule.site) && fits(camera, rule.camera) && fits(area, rule.area));
  if (rules.length === 0) return newestOf(ready.filter(({ card }) => card.default));
  const named = rules.flatMap(({ model }) => {
    const [name, version] = model.split('@');
    const ofName = ready.filter((one) => one.name === name);
    return version === undefined ? newestOf(ofName) : ofName.filter((one) => one.version === version);
  });
  return [...new Set(named)];
}

/** The newest version of each name. */
function newestOf(models: readonly LoadedModel[]): LoadedModel[] {
  const byName = Map.groupBy(models, ({ name }) => name);
  return [...byName.values()].map((versions) =>
    versions.toSorted((a, b) => compareVersions(a.version, b.version)).at(-1)!,
  );
}

function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
