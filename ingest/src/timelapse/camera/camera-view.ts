import {
  areaMask,
  decodeView,
  describeView,
  grayOf,
  registerView,
  type Area,
  type Registration,
  type RgbPicture,
  type ViewDescription,
} from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import { cannotBeShown } from '../pictures/picture-faults.ts';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import type { ReferenceRow } from '../segments/tables.ts';

type Viewing = Pick<SegmentBuilder, 'views' | 'stores' | 'intake'>;

/** Tells how frames of a camera lie on the reference frame of their time. */
export interface CameraView {
  /** Id of the frame that it is held against. */
  referenceOf(frame: FrameRow): string | undefined;
  /** What is known already, by frame id. */
  known(frames: readonly FrameRow[]): Promise<Map<string, Registration>>;
  /** Registers a frame and keeps the answer; undefined where there is no reference, or no picture. */
  register(frame: FrameRow, picture: () => Promise<RgbPicture | undefined>): Promise<Registration | undefined>;
}

/** Opens a camera's view by its references as they are now. */
export async function openCameraView(
  { views, stores, intake }: Viewing,
  site: string,
  camera: string,
  area: Area,
): Promise<CameraView> {
  const references = await views.references(site, camera);
  const referenceAt = (observedAt: number): ReferenceRow | undefined =>
    references.findLast(({ fromObservedAt }) => fromObservedAt <= observedAt);
  return {
    referenceOf: ({ observedAt }) => referenceAt(observedAt)?.f,
    async known(frames) {
      const found = new Map<string, Registration>();
      const byReference = Map.groupBy(frames, ({ observedAt }) => referenceAt(observedAt)?.f);
      for (const [reference, ofReference] of byReference) {
        if (reference === undefined) continue;
        const ids = ofReference.map(({ f }) => f);
        for (const [f, registration] of await views.registrations(ids, reference)) found.set(f, registration);
      }
      return found;
    },
    async register(frame, picture) {
      const reference = referenceAt(frame.observedAt);
      const description = reference && (await describe({ stores, intake }, reference.f, area));
      const own = description && (await picture());
      if (!own || !description || !reference) return undefined;
      const registration = registerView(description, grayOf(own));
      await views.putRegistration(frame.f, reference.f, registration);
      return registration;
    },
  };
}

/** Registers a frame on an earlier one, kept like any other; undefined where one of them has no picture. */
export async function bridgeTo(
  { views, stores, intake }: Viewing,
  frame: FrameRow,
  earlier: FrameRow,
  area: Area,
): Promise<Registration | undefined> {
  const known = (await views.registrations([frame.f], earlier.f)).get(frame.f);
  if (known) return known;
  const description = await describe({ stores, intake }, earlier.f, area);
  if (!description) return undefined;
  try {
    const picture = await decodeView(await stores.blobs.get(frame.blobKey));
    const registration = registerView(description, grayOf(picture));
    await views.putRegistration(frame.f, earlier.f, registration);
    return registration;
  } catch (error) {
    if (!cannotBeShown(error)) throw error;
    return undefined;
  }
}

/** The view is held by all that stands still, the crop's surroundings above all: only captions are left out. */
function captionMask({ captions }: Area, { width, height }: RgbPicture): Uint8Array | undefined {
  return areaMask({ captions }, width, height);
}

const mostDescriptions = 16;
const descriptions = new Map<string, Promise<ViewDescription | undefined>>();

/** Describes a reference frame once; undefined where its picture is gone or broken. */
function describe(
  { stores, intake }: Pick<Viewing, 'stores' | 'intake'>,
  f: string,
  area: Area,
): Promise<ViewDescription | undefined> {
  const key = `${f} ${JSON.stringify(area.captions ?? [])}`;
  const known = descriptions.get(key);
  if (known) return known;
  const describing = (async () => {
    const frame = await intake.frame(f);
    if (!frame) return undefined;
    try {
      const picture = await decodeView(await stores.blobs.get(frame.blobKey));
      return describeView(grayOf(picture), captionMask(area, picture));
    } catch (error) {
      if (!cannotBeShown(error)) throw error;
      return undefined;
    }
  })();
  descriptions.set(key, describing);
  describing.catch(() => descriptions.delete(key));
  for (const old of [...descriptions.keys()].slice(0, -mostDescriptions)) descriptions.delete(old);
  return describing;
}
