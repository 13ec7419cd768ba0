import { describe, expect, it } from 'vitest';
import {
  describeView,
  grayOf,
  poseDistance,
  registerView,
  stillPose,
  warpPicture,
  type Pose,
} from '../../src/index.ts';
import { drawer, relit, seenFrom, yard } from './synthetic.ts';

const aspect = 9 / 16;
const yardPicture = yard(1280, 720, 5);
const reference = describeView(grayOf(yardPicture));
const poseOf = (picture: typeof yardPicture): Pose => {
  const registration = registerView(reference, grayOf(picture));
  if (!registration.found) throw new Error(`not found: ${registration.why}`);
  return registration.pose;
};

describe('registerView', () => {
  it('finds shifts and turns to a part of a pixel of the frame, in another light', () => {
    const random = drawer(3);
    for (let round = 0; round < 6; round += 1) {
      const [dxPx, dyPx, rotationDeg] = [random() * 12 - 6, random() * 12 - 6, random() * 2 - 1];
      const pose = { dxPx, dyPx, rotationDeg, scale: 1 };
      const found = poseOf(relit(seenFrom(yardPicture, pose), 0.7 + random() * 0.4, random() * 30 - 15));
      expect(poseDistance(found, pose, aspect) * 2).toBeLessThan(0.5);
    }
  });

  it('finds a knock by a third of the picture that also turns it', () => {
    for (const pose of [
      { dxPx: 96, dyPx: 30, rotationDeg: 5, scale: 1 },
      { dxPx: -100, dyPx: -20, rotationDeg: -4, scale: 1 },
      { dxPx: 10, dyPx: 98, rotationDeg: 0, scale: 1 },
    ]) {
      expect(poseDistance(poseOf(seenFrom(yardPicture, pose)), pose, aspect)).toBeLessThan(0.5);
    }
  });

  it('follows the camera, not a thing before it that covers a third of the picture and moves', () => {
    const thing = yard(430, 720, 77, 60);
    const before = describeView(grayOf(withThing(yardPicture, thing, 300)));
    const after = withThing(seenFrom(yardPicture, { ...stillPose, dxPx: 3 }), thing, 318);
    const found = registerView(before, grayOf(after));
    expect(found).toMatchObject({ found: true });
    expect(found.found && poseDistance(found.pose, { ...stillPose, dxPx: 3 })).toBeLessThan(0.5);
  });

  it('is not held back by text burnt into both pictures', () => {
    const pose = { dxPx: 9, dyPx: 4, rotationDeg: 0.5, scale: 1 };
    const captioned = describeView(grayOf(withCaption(yardPicture)));
    const found = registerView(captioned, grayOf(withCaption(seenFrom(yardPicture, pose))));
    expect(found.found && poseDistance(found.pose, pose, aspect)).toBeLessThan(0.5);
    const elsewhere = registerView(captioned, grayOf(withCaption(yard(1280, 720, 1234))));
    expect(elsewhere.found).toBe(false);
  });

  it('says so when the view is another, plain, or of another shape', () => {
    expect(registerView(reference, grayOf(yard(1280, 720, 99)))).toEqual({ found: false, why: 'unlike' });
    expect(registerView(reference, grayOf(yard(1280, 960, 5)))).toEqual({ found: false, why: 'shape' });
    const plain = { width: 1280, height: 720, pixels: Buffer.alloc(1280 * 720 * 3, 120) };
    expect(registerView(reference, grayOf(plain)).found).toBe(false);
    expect(registerView(describeView(grayOf(plain)), grayOf(yardPicture))).toEqual({ found: false, why: 'plain' });
  });

  it('gives the same answer for the same pictures', () => {
    const frame = grayOf(seenFrom(yardPicture, { dxPx: 40, dyPx: 3, rotationDeg: 1, scale: 1 }));
    expect(registerView(describeView(grayOf(yardPicture)), frame)).toEqual(registerView(reference, frame));
  });

  it('lets a frame be put back where it was', () => {
    const pose = { dxPx: 4.2, dyPx: -2.7, rotationDeg: 0.6, scale: 1 };
    const frame = seenFrom(yardPicture, pose);
    const steady = warpPicture(frame, poseOf(frame));
    const left = poseOf(steady);
    expect(poseDistance(left, stillPose, aspect) * 2).toBeLessThan(0.3);
  });
});

type Picture = typeof yardPicture;

function withThing(picture: Picture, thing: Picture, left: number): Picture {
  const pixels = Buffer.from(picture.pixels);
  for (let y = 0; y < thing.height; y += 1) {
    thing.pixels.copy(pixels, (y * picture.width + left) * 3, y * thing.width * 3, (y + 1) * thing.width * 3);
  }
  return { ...picture, pixels };
}

/** A strip of white strokes on black along the lower edge, and strokes with no ground along the upper one. */
function withCaption(picture: Picture): Picture {
  const { width, height } = picture;
  const pixels = Buffer.from(picture.pixels);
  const random = drawer(8);
  pixels.fill(0, (height - 36) * width * 3);
  for (let stroke = 0; stroke < 200; stroke += 1) {
    const left = Math.floor(random() * (width - 12));
    const top = (stroke % 2 === 0 ? height - 30 : 8) + Math.floor(random() * 16);
    const [wide, high] = random() > 0.5 ? [12, 4] : [4, 10];
    for (let y = top; y < top + high; y += 1) pixels.fill(255, (y * width + left) * 3, (y * width + left + wide) * 3);
  }
  return { ...picture, pixels };
}
