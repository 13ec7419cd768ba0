import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { dayFrom, firstFrame, lastFrame, stepFrom, type FrameTime } from '../stage/position.ts';

/** Where a key leads on the timeline: arrows to the day beside (the frame beside, in a film of one day), Page keys a week; undefined for others. */
export function keyTarget(key: string, film: TimelineAnswer, at: FrameTime): FrameTime | undefined {
  const move = film.days.length > 1 ? dayFrom : stepFrom;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return move(film, at, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return move(film, at, -1);
    case 'PageUp':
      return move(film, at, 7);
    case 'PageDown':
      return move(film, at, -7);
    case 'Home':
      return firstFrame(film);
    case 'End':
      return lastFrame(film);
    default:
      return undefined;
  }
}
