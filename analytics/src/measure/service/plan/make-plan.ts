import {
  cameraConfigOf,
  mainArea,
  sha256Hex,
  timeZoneOf,
  type AreaConfig,
  type CoverConfig,
  type SiteConfig,
} from '@fieldlapse/contracts';
import type { Area, BitMask } from '@fieldlapse/imaging';
import { gateVersion } from '@fieldlapse/imaging';
import { sunElevationDeg } from '../../pixels/sun.ts';
import type { Method } from '../methods/method.ts';
import type { CameraName } from '../records/pending.ts';
import type { CameraViews } from '../view/camera-views.ts';
import type { CameraPlan, PlannedArea } from './camera-plan.ts';

export interface PlanParts {
  readonly sites: () => readonly SiteConfig[];
  readonly views: CameraViews;
  /** A mask by its file, with the hash of that; undefined where it cannot be used. */
  readonly mask: (mask: NonNullable<AreaConfig['mask']>) => Promise<{ drawn: BitMask; hash: string } | undefined>;
  /** What measures an area of a camera. */
  readonly methods: (camera: CameraName, area: string, cover: CoverConfig | undefined) => readonly Method[];
}

/** Works out what is wanted of a camera's frames now. */
export async function makePlan(parts: PlanParts, { site, camera }: CameraName): Promise<CameraPlan> {
  const { sites, views, methods } = parts;
  const config = cameraConfigOf(sites(), site, camera);
  const captions = config?.captions ?? [];
  const drawn = await Promise.all((config?.areas ?? []).map((area) => drawnArea(parts, area, captions)));
  const main = { name: mainArea, ...versioned({ roi: config?.roi, captions }) };
  const areas = [main, ...drawn.filter((area) => area !== undefined)];
  const planned = areas.map((area): PlannedArea => ({
    ...area,
    methods: methods({ site, camera }, area.name, config?.cover),
  }));
  const follows = areas.some(({ area }) => area.roi !== undefined || area.mask !== undefined);
  const references = follows ? await views.references(site, camera) : [];
  const moves = follows ? await views.openMoves(site, camera) : [];
  const timeZone = timeZoneOf(sites(), site);
  const { latitude, longitude } = sites().find(({ id }) => id === site) ?? {};
  const place = latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
  const wanted = planned.map((area) => [
    area.name,
    area.version,
    area.methods.map(({ name, version }) => [name, version]),
  ]);
  return {
    ...{ site, camera, timeZone, main, areas: planned, references, moves },
    key: sha256Hex(JSON.stringify([gateVersion, wanted, references, moves, place ?? null])).slice(0, 24),
    sunElevationDeg: (observedAt) => place && sunElevationDeg(place, observedAt),
  };
}

async function drawnArea(
  { mask }: PlanParts,
  { name, roi, mask: file }: AreaConfig,
  captions: NonNullable<Area['captions']>,
): Promise<Omit<PlannedArea, 'methods'> | undefined> {
  if (!file) return { name, ...versioned({ roi, captions }) };
  const found = await mask(file);
  return found && { name, area: { mask: found.drawn, captions }, version: versionOf({ mask: found.hash, captions }) };
}

function versioned(area: Area): Pick<PlannedArea, 'area' | 'version'> {
  return { area, version: versionOf(area) };
}

function versionOf(area: object): string {
  return sha256Hex(JSON.stringify(area)).slice(0, 12);
}
