import { verifyBundle, type StepName, type Verification } from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { writeLotFile, type NewEntry, type TransparencyLog } from '../../src/index.ts';
import { logBed } from '../support/log-bed.ts';
import { event, lotTag } from '../support/test-keys.ts';

const names = { gtin: '09520000010010', lot: 'CKH-2026-01' };
const [growing, other, harvested] = [lotTag('growing'), lotTag('other'), lotTag('harvested')];

/** What a step says, without what is always there. */
const said = ({ steps }: Verification, step: StepName) =>
  steps.find((one) => one.step === step)!.reasons.filter(({ code }) => !/^(copiesScan|chainOk)$/.test(code));

/**
 * A harvest lot with two labels. Between them the growing lot is told of another spray, and a second growing lot turns up; the
 * second label links to both as they are by then.
 */
async function twiceLabelled() {
  const log = await (await logBed()).open();
  const add = async (tag: string, ...entries: Entry[]) => append(log, tag, entries);
  await add(growing, { event: event(0) }, { event: event(1) });
  await add(harvested, await linkTo(log, growing), { event: event(2) }, { body: { k: 'label', g: names.gtin, b: names.lot } }); // prettier-ignore
  await add(growing, { event: event(3) });
  await add(other, { event: event(4) }, { event: event(5) });
  await add(harvested, await linkTo(log, growing, other), { body: { k: 'label', g: names.gtin, b: names.lot } });
  await add(growing, { event: event(6) });
  const text = await writeLotFile(log, { ...names, lotTag: harvested, attachments: [], policyHash: 'A'.repeat(43) });
  const codeAt = async (seq: number) => ({ ...names, head: (await log.records.row(harvested, seq))!.leafHash });
  return { text, older: await codeAt(2), newer: await codeAt(4) };
}

type Entry = NewEntry extends infer E ? (E extends unknown ? Omit<E, 'lotTag' | 'seq'> : never) : never;

async function append(log: TransparencyLog, lotTag_: string, entries: readonly Entry[]): Promise<void> {
  const from = (await log.records.chain(lotTag_)).length;
  await log.append(entries.map((entry, at) => ({ ...entry, lotTag: lotTag_, seq: from + at }) as NewEntry));
}

async function linkTo(log: TransparencyLog, ...tags: string[]): Promise<Entry> {
  const heads = await Promise.all(tags.map(async (l) => ({ l, chain: await log.records.chain(l) })));
  return { body: { k: 'link', parents: heads.map(({ l, chain }) => ({ l, h: chain.at(-1)!.leafHash, n: chain.length })) } }; // prettier-ignore
}

it('an older label holds: what came between it and a later one is told as not fixed by it, in every chain', async () => {
  const { text, older } = await twiceLabelled();
  const done = verifyBundle(text, { code: older });
  expect(done.labelSeq).toBe(2);
  expect(said(done, 'label')).toEqual([
    { code: 'labelOk', values: { seq: 2 } },
    { code: 'afterLabel', values: { count: 2 } },
  ]);
  // Of the first growing lot what was told after the label, of the one that turned up later everything.
  expect(said(done, 'chains')).toEqual([
    { code: 'lateEntries', values: { chain: 1, count: 2 } },
    { code: 'lateEntries', values: { chain: 2, count: 2 } },
  ]);
});

it('the newer label fixes what the older one does not; without a code the one that the file names is meant', async () => {
  const { text, newer } = await twiceLabelled();
  for (const code of [newer, undefined]) {
    const done = verifyBundle(text, code ? { code } : {});
    expect(done.labelSeq).toBe(4);
    expect(said(done, 'label')).toEqual([
      code ? { code: 'labelOk', values: { seq: 4 } } : { code: 'noQr', values: {} },
    ]);
    expect(said(done, 'chains')).toEqual([{ code: 'lateEntries', values: { chain: 1, count: 1 } }]);
  }
});

it('what an older label fixes cannot be left out because a newer label is there, and no other hash passes for a label', async () => {
  const { text, older, newer } = await twiceLabelled();
  const bundle = JSON.parse(text) as { chains: { entries: { entry: string }[] }[] };
  bundle.chains[1]!.entries.splice(1, 1);
  for (const code of [older, newer]) {
    const done = verifyBundle(JSON.stringify(bundle), { code });
    expect(said(done, 'chains')).toEqual([{ code: 'chainGap', values: { chain: 1, seq: 1 } }]);
  }
  // The leaf hash of an entry that is no label, and the code of the same hash for another product.
  const { head } = { head: JSON.parse(bundle.chains[0]!.entries[2]!.entry).p as string };
  expect(said(verifyBundle(text, { code: { ...older, head } }), 'label')).toEqual([{ code: 'labelHead', values: {} }]);
  const swapped = verifyBundle(text, { code: { ...older, gtin: '09520000010027' } });
  expect(said(swapped, 'label').map(({ code }) => code)).toEqual(['labelNames']);
});
