import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../support/command.ts';
import { lotFarm } from '../support/lot-farm.ts';

const growing = '09520000010010/CKH-2026-01';
const harvest = '09520000020019/CKH260129A';
const at = (text: string) => Date.parse(`${text}+07:00`);

interface Asked {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly type?: string;
  readonly language?: string;
}

/** A server, a person who records and one who may decide. */
async function farmWithRecorders(only: readonly string[]) {
  const tokens = { staff: randomBytes(32).toString('hex'), manager: randomBytes(32).toString('hex') };
  const recorders = Object.entries(tokens).map(([name, token]) => ({
    ...{ name, tokenSha256: createHash('sha256').update(token).digest('hex'), mayDecide: name === 'manager' },
  }));
  const farm = await lotFarm('https://truy.example', { recorders });
  const server = await startServer(only, { FIELDLAPSE_DATA: farm.folder });
  onTestFinished(async () => void (await server.stop()));
  const ask = async (path: string, body?: unknown, asked: Asked = {}) => {
    const { method = body === undefined ? 'GET' : 'POST', token = tokens.staff, language = 'en' } = asked;
    const { type = 'application/json' } = asked;
    const answer = await fetch(new URL(path, server.url), {
      method,
      headers: {
        ...{ 'accept-language': language, authorization: `Bearer ${token}` },
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : {}; // prettier-ignore
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const code = async (...args: Parameters<typeof ask>) => {
    const { status, json } = await ask(...args);
    return [status, json['code']];
  };
  return { ...farm, tokens, ask, code };
}

const planting = { kind: 'planting', at: at('2025-11-02T07:00'), species: 'Citrus latifolia', note: 'Anh Ba trồng' };
const treatment = {
  ...{ kind: 'treatment', at: at('2026-01-20T08:00'), means: 'plant-protection', product: 'Dầu khoáng 99EC' },
  preHarvestIntervalDays: 14,
};
const newLot = { gtin: '9520000010010', number: 'CKH-2026-01', site: 'farm', plot: 'p01', season: 's1' };

describe('lots over HTTP', { timeout: 120_000 }, () => {
  it('a season goes from its lot to a verified label, blocked until somebody in charge decides', async () => {
    const { ask, code, tokens, run, must, folder } = await farmWithRecorders([]);
    const created = await ask('/api/lots', newLot);
    expect([created.status, created.json, created.headers.get('location')]).toEqual([201, { id: growing }, `/api/lots/${growing}`]); // prettier-ignore
    const first = await ask(`/api/lots/${growing}/facts`, planting);
    expect([first.status, first.json]).toEqual([201, { outcome: 'recorded', fact: 1, eventId: expect.stringMatching(/^ni:/) }]); // prettier-ignore
    // The service may have recorded what is installed meanwhile: numbers are taken from answers.
    expect((await ask(`/api/lots/${growing}/facts`, planting)).json).toEqual({ outcome: 'duplicate', fact: 1 });
    const treated = (await ask(`/api/lots/${growing}/facts`, treatment)).json['fact'] as number;
    const cut = { kind: 'harvest', at: at('2026-01-29T06:00'), from: [growing], kilograms: 812.5 };
    expect((await ask(`/api/lots/${harvest}/facts`, cut)).status).toBe(201);

    expect(await code(`/api/lots/${harvest}/label`, {})).toEqual([409, 'LOT_BLOCKED']);
    const decision = { kind: 'resolution', at: at('2026-01-29T09:00'), treatment: treated, decision: 'Chỉ bán để chế biến', authorisedAs: 'Quản lý chất lượng' }; // prettier-ignore
    expect(await code(`/api/lots/${harvest}/facts`, decision)).toEqual([403, 'DECISION_DENIED']);
    expect(await code(`/api/lots/facts/${treated}/correction`, { preHarvestIntervalDays: 7 })).toEqual([403, 'DECISION_DENIED']); // prettier-ignore
    const table = `date,lot,activity,treatment,decision,authorised as\n2026-01-29 09:00,CKH260129A,resolve,${treated},Chế biến,Quản lý\n`;
    expect((await ask('/api/lots/table', table, { type: 'text/csv' })).json['faults']).toEqual([expect.objectContaining({ line: 2, code: 'DECISION_DENIED' })]); // prettier-ignore
    expect((await ask(`/api/lots/${harvest}/facts`, decision, { token: tokens.manager })).status).toBe(201);

    const packed = { kind: 'packing', at: at('2026-01-30T08:00'), sscc: '095200000000000011', contents: [{ lot: 'CKH260129A', kilograms: 400.5 }] }; // prettier-ignore
    expect((await ask('/api/lots/facts', packed)).status).toBe(201);
    const label = (await ask(`/api/lots/${harvest}/label`, {})).json as { text: string; head: string };
    expect(label.text).toBe(`https://truy.example/01/09520000020019/10/CKH260129A#h=${label.head}`);
    const picture = await ask(`/api/lots/${harvest}/label.svg`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect((await ask(`/api/lots/${harvest}/label.pdf?stickers=3`)).text).toContain('%PDF');
    expect((await ask(`/api/lots/${harvest}/release`, {})).status).toBe(204);
    expect(await code(`/api/lots/${harvest}/release`, {})).toEqual([409, 'LOT_RELEASED']);

    const sheet = (await ask(`/api/lots/${harvest}`)).json;
    expect(sheet).toMatchObject({ id: harvest, kind: 'harvest', site: 'farm', plot: 'p01', parents: [growing], label: { ...label, isReleased: true } }); // prettier-ignore
    expect(sheet['earlyHarvests']).toEqual([expect.objectContaining({ treatment: treated, safeFrom: '2026-02-03', resolution: expect.objectContaining({ authorisedAs: 'Quản lý chất lượng' }) })]); // prettier-ignore
    expect(JSON.stringify([sheet, (await ask(`/api/lots/${growing}`)).json])).not.toContain('Anh Ba');
    expect(((await ask('/api/lots?site=farm')).json as unknown as { id: string }[]).map(({ id }) => id)).toEqual([growing, harvest]); // prettier-ignore

    const policy = join(folder, 'policy.txt');
    await writeFile(policy, await must('log', 'key', 'show'));
    const lotFile = join(folder, 'lot.json');
    await must('lot', 'bundle', harvest, '--out', lotFile);
    const verified = await run('verify', lotFile, '--policy', policy, '--qr', label.text, '--json');
    // Amber: nobody outside has seen the log.
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'amber' });
  });

  it('a table is tried, refused as a whole with every fault named, and recorded once', async () => {
    const { ask } = await farmWithRecorders(['--only', 'dashboards']);
    await ask('/api/lots', newLot);
    const good = 'Ngày;Công việc;Loại vật tư;Tên thuốc;Thời gian cách ly\n20/01/2026;Phun thuốc;Thuốc BVTV;Dầu khoáng 99EC;7\n21/01/2026;Tưới nước;;;\n'; // prettier-ignore
    const type = 'text/csv';
    const path = '/api/lots/table?lot=CKH-2026-01';
    const report = { written: false, rows: 2, recorded: 2, known: 0, faults: [], unread: [] };
    const tried = await ask(`${path}&dryRun=true`, good, { type });
    expect([tried.status, tried.json]).toEqual([200, report]);
    const bad = await ask(path, `${good}32/01/2026;Tưới nước;;;\n`, { type });
    expect([bad.status, bad.json['written'], bad.json['faults']]).toEqual([422, false, [expect.objectContaining({ line: 4, column: 'Ngày', code: 'BAD_ROW_DAY' })]]); // prettier-ignore
    expect((await ask(`/api/lots/${growing}`)).json['facts']).toEqual([]);
    expect((await ask(path, good, { type })).json).toEqual({ ...report, written: true });
    expect((await ask(path, good, { type })).json).toMatchObject({ recorded: 0, known: 2 });
    // No service holds the log: whoever asks brings the entry there. A growing lot gets no label.
    expect((await ask(`/api/lots/${growing}/label`, {})).json).toMatchObject({ code: 'LOT_WRONG_KIND' });
  });

  it('strangers, wrong values and what is too large are refused by name, in the reader’s language', async () => {
    const { ask, code, tokens } = await farmWithRecorders(['--only', 'dashboards']);
    await ask('/api/lots', newLot);
    const facts = `/api/lots/${growing}/facts`;
    for (const path of [
      '/api/lots',
      facts,
      '/api/lots/facts',
      '/api/lots/facts/1/correction',
      '/api/lots/table',
      `/api/lots/${harvest}/label`,
      `/api/lots/${harvest}/release`,
    ]) {
      expect(await code(path, {}, { token: 'guess' }), path).toEqual([401, 'RECORD_DENIED']);
    }
    expect((await ask(facts, {}, { token: 'guess', language: 'vi' })).json['title']).toBe('Chỉ người có mã truy cập mới được ghi hồ sơ.'); // prettier-ignore
    for (const [body, wanted] of [
      [{ ...planting, species: '' }, [400, 'FACT_INVALID']],
      [{ ...planting, kind: 'ploughing' }, [400, 'FACT_INVALID']],
      [{ ...planting, kind: undefined }, [400, 'BAD_REQUEST']],
      [{ ...planting, species: 'Chị Tư 0912345678' }, [400, 'FACT_INVALID']],
      [{ ...planting, at: Date.now() + 86_400_000 }, [409, 'LOT_TIME_ORDER']],
      [{ kind: 'packing', at: 1, sscc: '095200000000000011', contents: 'all' }, [400, 'FACT_INVALID']],
      [{ kind: 'packing', at: 1, sscc: '095200000000000011', contents: [null] }, [400, 'FACT_INVALID']],
      [{ kind: 'packing', at: 1, sscc: '095200000000000011', contents: [{ lot: 'none', kilograms: 1 }] }, [404, 'LOT_UNKNOWN']], // prettier-ignore
      [{ ...planting, plantingAreaCode: 'VN-93-932-31305-01-25' }, [409, 'NO_CONSENT']],
      ['{', [400, 'BAD_REQUEST']],
      [{ ...planting, note: 'x'.repeat(40_000) }, [413, 'REQUEST_TOO_LARGE']],
    ] as const) {
      expect(await code(facts, body), JSON.stringify(body).slice(0, 100)).toEqual(wanted);
    }
    expect(await code('/api/lots', newLot)).toEqual([409, 'LOT_EXISTS']);
    expect(await code('/api/lots', { ...newLot, gtin: '9520000010011', number: 'X' })).toEqual([400, 'BAD_GS1_KEY']);
    expect(await code('/api/lots/facts/99/correction', {}, { token: tokens.manager })).toEqual([404, 'FACT_UNKNOWN']);
    expect(await code(`/api/lots/${harvest}`)).toEqual([404, 'LOT_UNKNOWN']);
    expect(await code('/api/lots/table', {})).toEqual([415, 'UNSUPPORTED_TYPE']);
    expect(await code('/api/lots/table?what=plough', 'date\n2026-01-01\n', { type: 'text/csv' })).toEqual([400, 'BAD_REQUEST']); // prettier-ignore
    expect(await code('/api/lots/table', 'no days here\n', { type: 'text/csv' })).toEqual([400, 'BAD_TABLE']);
  });

  it('nobody records over HTTP where no recorder is configured', async () => {
    const { folder } = await lotFarm();
    const server = await startServer(['--only', 'dashboards'], { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    const answer = await fetch(new URL('/api/lots', server.url), { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }); // prettier-ignore
    expect(answer.status).toBe(404);
  });
});
