import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { keepDemoLot } from '../../src/demo/demo-lot.ts';
import { withLots } from '../../src/lots/open-lots.ts';
import { demoFarm, demoTraceability } from '../../src/server-config.ts';
import { commandsOn } from '../support/lot-farm.ts';

const dayMs = 86_400_000;
const sowing = '2025-03-01';
const lot = '09520000020019/LUA-MAU-1';

it('the season of the demo ends in a label whose record verifies, however often it is restarted on its way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-demo-lot-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'fieldlapse.yaml'), JSON.stringify({ traceability: demoTraceability(8080), sites: [demoFarm(sowing)] })); // prettier-ignore
  const clock = manualClock(Date.parse(`${sowing}T00:00:00+07:00`));
  /** Keeps the lot for so many days, then stops as a demo that is closed; the kinds of facts that stand then. */
  const keepFor = (days: number): Promise<string[]> =>
    withLots(folder, async (lots) => {
      const stop = new AbortController();
      const keeping = keepDemoLot(lots, sowing, clock, stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
      for (let day = 0; day < days; day += 1) {
        await clock.advance(dayMs);
        await lots.reader.lots();
      }
      stop.abort();
      await keeping;
      const facts = [...(await lots.reader.facts('09520000010010/LUA-MAU')), ...(await lots.reader.facts(lot))];
      return [...new Map(facts.map(({ id, kind }) => [id, kind])).values()];
    });
  expect(await keepFor(21)).toEqual(['planting', 'treatment']);
  expect(await keepFor(40)).toEqual(['planting', 'treatment', 'treatment']);
  const all = ['planting', 'treatment', 'treatment', 'harvest', 'packing'];
  expect(await keepFor(50)).toEqual(['planting', 'treatment', 'treatment']);
  // The clock of the demo catches up with the day on which 120 days are over: the label is there by then.
  expect((await keepFor(9)).toSorted()).toEqual(all.toSorted());
  expect(await keepFor(5)).toHaveLength(all.length);

  const { must, run } = commandsOn(folder);
  const qr = (await must('lot', 'label', 'LUA-MAU-1')).trim();
  expect(qr).toMatch(/^http:\/\/localhost:8080\/01\/09520000020019\/10\/LUA-MAU-1#h=/);
  const [bundle, policy] = [join(folder, 'lot.json'), join(folder, 'policy.txt')];
  await must('lot', 'bundle', 'LUA-MAU-1', '--out', bundle);
  await writeFile(policy, await must('log', 'key', 'show'));
  expect((await run('verify', bundle, '--policy', policy, '--qr', qr)).code).toBe(2);
}, 120_000);
