import type { AlertTarget, SiteConfig } from '@fieldlapse/contracts';

/** Where an alert is, by the titles that the configuration has: the sensor, camera, device, plot, or the farm itself. */
export function placeOf(target: AlertTarget, sites: readonly SiteConfig[]): { place: string; site: string } {
  const site = sites.find(({ id }) => id === target.site);
  const titleOf = (entries: readonly { readonly name: string; readonly title?: string | undefined }[], name: string) =>
    entries.find((entry) => entry.name === name)?.title ?? name;
  const siteTitle = site?.title ?? target.site;
  const plot = site?.plots.find(({ id }) => id === target.plot)?.title ?? target.plot;
  const thing =
    (target.sensor && titleOf(site?.sensors ?? [], target.sensor)) ??
    (target.camera && titleOf(site?.cameras ?? [], target.camera)) ??
    target.device;
  const place = [thing, plot].filter((part) => part !== undefined).join(', ');
  return { place: place || siteTitle, site: siteTitle };
}
