import { judgeTraits, teaches, type FrameJudgement, type FrameTraits } from '@fieldlapse/imaging';
import { lookBackDays } from '../spans.ts';

// So many frames before one tell what is usual for its camera, for as long as light and view look back.
const recentFrames = 12;
const recentMs = lookBackDays * 86_400_000;

/** Judges frames of one camera, told in order of time (UTC ms), each by those before it. */
export function frameJudge(): (observedAt: number, traits: FrameTraits) => FrameJudgement {
  const teachers: { readonly observedAt: number; readonly traits: FrameTraits }[] = [];
  return (observedAt, traits) => {
    const recent = teachers.slice(-recentFrames).filter((past) => observedAt - past.observedAt < recentMs);
    const judgement = judgeTraits(traits, recent.map((past) => past.traits)); // prettier-ignore
    if (teaches(judgement)) teachers.push({ observedAt, traits });
    return judgement;
  };
}
