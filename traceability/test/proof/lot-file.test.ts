import { createHash } from 'node:crypto';
import {
  canonicalText,
  cosign,
  keyText,
  labelCodeText,
  parseCheckpoint,
  parseJson,
  parseLabelCode,
  parsePolicy,
  signerOf,
  toBase64Url,
  utf8,
  verifyBundle,
  verifyProof,
  type JsonObject,
  type StepName,
  type Verification,
} from '@fieldlapse/proof';
import { describe, expect, it } from 'vitest';
import { writeLotFile, writeTlogProof, type TransparencyLog } from '../../src/index.ts';
import { logBed } from '../support/log-bed.ts';
import { event, lotTag, testKeys } from '../support/test-keys.ts';

const gtin = '09520000010010';
const lot = 'CKH-2026-01';
const [growing, harvested] = [lotTag('growing'), lotTag('harvested')];
const witness = signerOf('witness.example/w', 'witness', new Uint8Array(32).fill(3));
const film = Buffer.from('a film');
const filmDigest = `ni:///sha-256;${createHash('sha256').update(film).digest('hex')}`;
const policyText = `log ${keyText(testKeys.signers[0]!)}\nwitness w ${keyText(witness)}\nquorum w\n`;
const trusted = {
  policy: parsePolicy(policyText),
  hash: toBase64Url(createHash('sha256').update(policyText).digest()),
};

const at = (day: string, what: JsonObject): JsonObject => ({
  ...what,
  eventTime: `${day}T06:00:00.000+07:00`,
  eventTimeZoneOffset: '+07:00',
});
const spray = at('2026-03-01', {
  ...event(5),
  eventID: 'urn:spray',
  'agri:treatment': { 'agri:preHarvestIntervalDays': 7 },
});

/** A growing lot of eight events, a harvest lot with film and label, all cosigned. */
async function seasonLog(events: readonly JsonObject[] = [], harvestDay = '2026-03-18'): Promise<TransparencyLog> {
  const log = await (await logBed()).open();
  const grown = [0, 1, 2, 3, 4].map((number) => at('2026-02-01', event(number)));
  const season = [...grown, spray, ...[6, 7].map((number) => at('2026-03-02', event(number))), ...events];
  const placed = await log.append(season.map((one, seq) => ({ lotTag: growing, seq, event: one })));
  const last = placed.at(-1)!;
  await log.append([
    { lotTag: harvested, seq: 0, body: { k: 'link', parents: [{ l: growing, h: last.leafHash, n: season.length }] } },
    { lotTag: harvested, seq: 1, event: at(harvestDay, { type: 'TransformationEvent', eventID: 'urn:harvest' }) },
    {
      lotTag: harvested,
      seq: 2,
      event: at(harvestDay, { ...event(9), 'agri:attachments': [{ 'agri:digest': filmDigest }] }),
    },
    { lotTag: harvested, seq: 3, body: { k: 'label', g: gtin, b: lot } },
  ]);
  await cosigned(log);
  return log;
}

async function cosigned(log: TransparencyLog): Promise<void> {
  const { note, size } = log.head();
  await log.addSignatures(size, [cosign(parseCheckpoint(note).note.text, witness, 1_790_000_000)]);
}

const lotFile = (log: TransparencyLog) =>
  writeLotFile(log, {
    ...{ gtin, lot, lotTag: harvested, policyHash: trusted.hash },
    attachments: [{ role: 'film', mediaType: 'video/mp4', bytes: film.length, digest: filmDigest }],
  });

async function labelOf(log: TransparencyLog) {
  const head = (await log.records.row(harvested, 3))!.leafHash;
  return { gtin, lot, head };
}

const stateOf = ({ steps }: Verification, step: StepName) => steps.find((one) => one.step === step)!;
const failedSteps = ({ steps }: Verification) =>
  steps.filter(({ state }) => state === 'failed').map(({ step }) => step);

/** A bundle that somebody has tampered with. */
type Loose = { chains: { lotTag: string; entries: Record<string, unknown>[] }[] } & Record<string, unknown>;
function altered(text: string, change: (bundle: Loose) => void): string {
  const bundle = JSON.parse(text) as Loose;
  change(bundle);
  return canonicalText(parseJson(JSON.stringify(bundle)));
}

describe('the bundle of a lot', () => {
  it('is green with policy, QR code and film, and says what is not checked', async () => {
    const log = await seasonLog();
    const code = parseLabelCode(labelCodeText('https://farm.example', await labelOf(log)));
    const files = [{ name: 'film.mp4', sha256Hex: createHash('sha256').update(film).digest('hex') }];
    const done = verifyBundle(await lotFile(log), { trusted, code, files });
    expect(done.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'policy ok',
      'entries ok',
      'inclusion ok',
      'chains ok',
      'label ok',
      'attachments ok',
      'devices notChecked',
      'contradictions ok',
    ]);
    expect(done.verdict).toBe('green');
    expect(stateOf(done, 'policy').reasons[0]).toMatchObject({ code: 'quorumReached', values: { count: 1 } });
  });

  it('is amber without policy, without witnesses in it, or without QR code', async () => {
    const log = await seasonLog();
    const text = await lotFile(log);
    const code = await labelOf(log);
    const alone = `log ${keyText(testKeys.signers[0]!)}\nquorum none\n`;
    expect(verifyBundle(text, { code }).verdict).toBe('amber');
    expect(verifyBundle(text, { code, trusted: { policy: parsePolicy(alone), hash: trusted.hash } }).verdict).toBe(
      'amber',
    );
    expect(verifyBundle(text, { trusted }).verdict).toBe('amber');
    expect(verifyBundle(text, { trusted, code }).verdict).toBe('green');
  });

  it('shows what came after the label, and that the label does not fix it', async () => {
    const log = await seasonLog();
    await log.append([{ lotTag: harvested, seq: 4, body: { k: 'release' } }]);
    await cosigned(log);
    const done = verifyBundle(await lotFile(log), { trusted, code: await labelOf(log) });
    expect(done.verdict).toBe('green');
    expect(stateOf(done, 'label').reasons).toContainEqual({ code: 'afterLabel', values: { count: 1 } });
  });

  it('has no wrong step after an event was erased, but is not green without it', async () => {
    const log = await seasonLog();
    await log.erase(growing, 3);
    await cosigned(log);
    const text = await lotFile(log);
    const done = verifyBundle(text, { trusted, code: await labelOf(log) });
    expect(done.verdict).toBe('amber');
    expect(failedSteps(done)).toEqual([]);
    expect(stateOf(done, 'entries').state).toBe('notChecked');
    expect(stateOf(done, 'entries').reasons).toContainEqual({ code: 'erased', values: { chain: 1, seq: 3 } });
    expect(stateOf(done, 'chains').reasons).toContainEqual({ code: 'lateEntries', values: { chain: 1, count: 1 } });
    expect(verifyProof(await writeTlogProof(log, growing, 4), { trusted }).verdict).toBe('green');
  });
});

describe('an attack is caught by the step that is for it', () => {
  const attacks: [what: string, step: StepName, code: string, change: (bundle: Loose) => void][] = [
    [
      'an edited event',
      'entries',
      'commitmentWrong',
      ({ chains }) => Object.assign(chains[1]!.entries[2]!, { event: event(77) }),
    ],
    [
      'a deleted event',
      'entries',
      'eventMissing',
      ({ chains }) => void (delete chains[1]!.entries[2]!['event'], delete chains[1]!.entries[2]!['salt']),
    ],
    ['an omitted spray', 'chains', 'chainGap', ({ chains }) => void chains[1]!.entries.splice(5, 1)],
    [
      'two entries exchanged',
      'chains',
      'chainGap',
      ({ chains }) => chains[1]!.entries.splice(2, 2, chains[1]!.entries[3]!, chains[1]!.entries[2]!),
    ],
    [
      'an entry twice',
      'inclusion',
      'indexRepeated',
      ({ chains }) => void chains[1]!.entries.splice(2, 0, chains[1]!.entries[2]!),
    ],
    ['a growing lot left out', 'chains', 'linkMissing', ({ chains }) => void chains.pop()],
    ['a growing lot cut short', 'chains', 'linkMissing', ({ chains }) => void chains[1]!.entries.pop()],
    [
      'a strange chain',
      'chains',
      'chainGap',
      ({ chains }) =>
        chains.push({
          lotTag: lotTag('x'),
          entries: [
            {
              ...chains[0]!.entries[1]!,
              entry: String(chains[0]!.entries[1]!['entry']).replace(harvested, lotTag('x')),
            },
          ],
        }),
    ],
    [
      'an entry that is not in the log',
      'inclusion',
      'inclusionWrong',
      ({ chains }) =>
        Object.assign(chains[0]!.entries[3]!, {
          entry: String(chains[0]!.entries[3]!['entry']).replace(lot, 'CKH-2026-02'),
        }),
    ],
    ['another lot number', 'label', 'labelNames', (bundle) => (bundle['lot'] = 'CKH-2026-02')],
    ['a label head of its own', 'label', 'labelPlace', (bundle) => (bundle['labelHead'] = bundle['policyHash'])],
    [
      'an altered checkpoint',
      'policy',
      'noteSignatureWrong',
      (bundle) =>
        (bundle['checkpoint'] = String(bundle['checkpoint']).replace(
          /\n(\d+)\n/,
          (_, size) => `\n${Number(size) + 1}\n`,
        )),
    ],
    [
      'a checkpoint without its witness',
      'policy',
      'witnessesMissing',
      (bundle) => (bundle['checkpoint'] = `${String(bundle['checkpoint']).split('\n').slice(0, -2).join('\n')}\n`),
    ],
    [
      'a film that no event names',
      'attachments',
      'attachmentUnlogged',
      (bundle) => Object.assign((bundle['attachments'] as object[])[0]!, { digest: `ni:///sha-256;${'0'.repeat(64)}` }),
    ],
    ['an end that is left out', 'chains', 'chainHead', ({ chains }) => void chains[0]!.entries.pop()],
  ];

  it.each(attacks)('%s: %s, %s', async (_what, step, code, change) => {
    const log = await seasonLog();
    const done = verifyBundle(altered(await lotFile(log), change), { trusted, code: await labelOf(log) });
    expect(done.verdict).toBe('red');
    expect(failedSteps(done)).toContain(step);
    expect(stateOf(done, step).reasons.map((reason) => reason.code)).toContain(code);
  });

  it('an omitted spray is named by its place: gap at 5', async () => {
    const log = await seasonLog();
    const text = altered(await lotFile(log), ({ chains }) => void chains[1]!.entries.splice(5, 1));
    expect(stateOf(verifyBundle(text), 'chains').reasons).toEqual([{ code: 'chainGap', values: { chain: 1, seq: 5 } }]);
  });

  it('a lot recorded anew without the spray, all signed and witnessed, does not fit the printed label', async () => {
    const printed = await labelOf(await seasonLog());
    const forged = await seasonLog();
    const done = verifyBundle(await lotFile(forged), { trusted, code: printed });
    expect(failedSteps(done)).toEqual(['label']);
    expect(stateOf(done, 'label').reasons[0]!.code).toBe('labelHead');
  });

  it('a QR code of another product, and a swapped film', async () => {
    const log = await seasonLog();
    const text = await lotFile(log);
    const code = await labelOf(log);
    expect(failedSteps(verifyBundle(text, { trusted, code: { ...code, gtin: '09520000010027' } }))).toEqual(['label']);
    const files = [{ name: 'film.mp4', sha256Hex: createHash('sha256').update('another').digest('hex') }];
    const done = verifyBundle(text, { trusted, code, files });
    expect(stateOf(done, 'attachments').reasons).toEqual([{ code: 'attachmentChanged', values: { name: 'film.mp4' } }]);
  });

  it('a harvest within the interval after a spray, until an event resolves it', async () => {
    const early = await seasonLog([], '2026-03-05');
    const done = verifyBundle(await lotFile(early), { trusted, code: await labelOf(early) });
    expect(failedSteps(done)).toEqual(['contradictions']);
    expect(stateOf(done, 'contradictions').reasons[0]).toMatchObject({
      code: 'insideInterval',
      values: { days: 7, after: 4 },
    });
    const resolved = await seasonLog(
      [at('2026-03-04', { ...event(8), 'agri:resolution': { 'agri:treatment': 'urn:spray' } })],
      '2026-03-05',
    );
    expect(verifyBundle(await lotFile(resolved), { trusted, code: await labelOf(resolved) }).verdict).toBe('green');
  });

  it('a correction of something that is not there', async () => {
    const correction = { ...at('2026-03-04', event(4)), errorDeclaration: { declarationTime: '2026-03-04T00:00:00Z' } };
    expect(verifyBundle(await lotFile(await seasonLog([correction]))).verdict).toBe('amber');
    const done = verifyBundle(await lotFile(await seasonLog([{ ...correction, eventID: 'urn:nothing' }])));
    expect(failedSteps(done)).toEqual(['contradictions']);
  });

  it('a file with a repeated key, or none at all', async () => {
    const text = await lotFile(await seasonLog());
    const codeOf = (file: string) => verifyBundle(file).steps[0]!.reasons[0]!.code;
    expect(codeOf(text.replace('"v":1', '"v":1,"v":1'))).toBe('badJson');
    expect(codeOf(text.replace('"v":1', '"v":2'))).toBe('badBundle');
    expect(codeOf(text.replace('"gtin"', '"gtim"'))).toBe('badBundle');
    expect(codeOf('')).toBe('badJson');
    expect(verifyBundle('[]').verdict).toBe('red');
  });
});

describe('a .tlog-proof', () => {
  it('is green with a policy, carries its entry, and a changed one is red', async () => {
    const log = await seasonLog();
    const text = await writeTlogProof(log, growing, 5);
    expect(verifyProof(text, { trusted })).toMatchObject({
      verdict: 'green',
      steps: [{ state: 'ok' }, { state: 'ok' }, { state: 'ok' }],
    });
    expect(verifyProof(text).verdict).toBe('amber');
    expect(verifyProof(text.replace(/index \d+/, 'index 3'), { trusted }).verdict).toBe('red');
    const bare = text.replace(/extra .*\n/, '');
    expect(verifyProof(bare, { trusted }).steps[2]).toMatchObject({
      state: 'notChecked',
      reasons: [{ code: 'entryAbsent' }],
    });
    const { entry } = (await log.records.row(growing, 5))!;
    expect(verifyProof(bare, { trusted, entry: utf8(entry) }).verdict).toBe('green');
    expect(verifyProof(bare, { trusted, entry: utf8('other') }).verdict).toBe('red');
  });
});
