import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeView, judgeFrame, teaches, type FrameJudgement, type FrameTraits } from '../../src/index.ts';

const folder = '../shared/data/images';
const isHere = existsSync(folder);

/** Judges a folder's pictures in the order of their names, each against those before it. */
async function judgeSeries(name: string): Promise<Map<string, FrameJudgement>> {
  const names = readdirSync(join(folder, name)).filter((file) => file.endsWith('.jpg'));
  const judgements = new Map<string, FrameJudgement>();
  let recent: FrameTraits[] = [];
  for (const file of names.sort()) {
    const judgement = judgeFrame(await decodeView(readFileSync(join(folder, name, file))), { recent });
    judgements.set(file, judgement);
    if (teaches(judgement)) recent = [...recent, judgement.traits].slice(-12);
  }
  return judgements;
}

describe.skipIf(!isHere)(`judgeFrame on real pictures${isHere ? '' : ' (skipped: no real pictures here)'}`, () => {
  it('finds the three infrared frames of a nest box, and that hens neither block the view nor fog it', async () => {
    const judgements = await judgeSeries('eggs');
    const flagged = (flag: string) => [...judgements].filter(([, { flags }]) => flags.some((one) => one === flag)).map(([file]) => file.slice(-15, -4)); // prettier-ignore
    expect(judgements.size).toBe(21);
    expect(flagged('infrared')).toEqual(['06-17_1700', '06-18_0700', '06-18_0730'].map((end) => expect.stringContaining(end))); // prettier-ignore
    for (const flag of ['dark', 'bright', 'blurred', 'fogged', 'blocked', 'frozen']) expect(flagged(flag)).toEqual([]);
  });

  it('prefers the noon of a wetland to a morning with the sun in the lens', async () => {
    const judgements = await judgeSeries('timelapse-wetland');
    const scoreOf = (start: string): number => [...judgements].find(([file]) => file.startsWith(start))![1].score;
    expect(scoreOf('20240512T120000')).toBeGreaterThan(scoreOf('20240512T070000') + 0.2);
    expect(scoreOf('20240517T120000')).toBeGreaterThan(scoreOf('20240517T070000') + 0.2);
    const unflagged = [...judgements.values()].filter(({ flags }) => flags.length === 0);
    expect(unflagged.length).toBeGreaterThanOrEqual(0.9 * judgements.size);
  });
});
