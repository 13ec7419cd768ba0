import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sleep } from '@fieldlapse/runtime';
import { fieldlapse, main } from '../support/command.ts';

/** A data folder with one configured farm. */
async function farm() {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-lot-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const config = {
    traceability: { companyPrefix: '952000000', places: [{ site: 'farm', gln: '9520000000011' }] },
    sites: [{ id: 'farm', plots: [{ id: 'p01' }], seasons: [{ id: 's1', plot: 'p01', subject: 'Chanh', sowing: '2025-11-02' }] }], // prettier-ignore
  };
  await writeFile(join(folder, 'fieldlapse.yaml'), JSON.stringify(config));
  const run = (...args: string[]) => fieldlapse(['lot', ...args], { FIELDLAPSE_DATA: folder });
  const table = async (name: string, text: string | Buffer) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  return { folder, run, table };
}

const head = 'Ngày;Lô;Công việc;Loại vật tư;Tên thuốc;Liều lượng;Đơn vị;Thời gian cách ly (ngày);Sản lượng (kg);Từ lô;GTIN;Nội dung;SSCC;Kiện hàng;Nơi nhận;Ghi chú'; // prettier-ignore
const season = [
  head,
  '20/01/2026 08:10;CKH-2026-01;Phun thuốc;Thuốc BVTV;Dầu khoáng 99EC;2,5;lít;7;;;;;;;;Anh Ba phun',
  '29/01/2026;CKH260129A;Thu hoạch;;;;;;812,5;CKH-2026-01;9520000020019;;;;;',
  '30/01/2026;;Đóng gói;;;;;;;;;CKH260129A=400,5;095200000000000011;;;',
  '31/01/2026;;Vận chuyển;;;;;;;;;;;095200000000000011;9520000000776;',
];

it('a season is created, planted, imported as a Vietnamese spreadsheet writes it, corrected and shown', async () => {
  const { run, table, folder } = await farm();
  expect(await run('create', 'CKH-2026-01', '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1')).toMatchObject({ code: 0, stdout: '09520000010010/CKH-2026-01\n' }); // prettier-ignore
  const planted = await run('plant', 'CKH-2026-01', '--at', '2025-11-02 07:00', '--species', 'Citrus latifolia', '--area-ha', '0,8'); // prettier-ignore
  expect(planted.stdout).toMatch(/^fact 1 {2}ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0\n$/);

  const path = await table('nhat-ky.csv', `\ufeff${season.join('\r\n')}\r\n`);
  const tried = JSON.parse((await run('import', path, '--dry-run', '--json')).stdout) as object;
  expect(tried).toEqual({ written: false, rows: 4, recorded: 4, known: 0, faults: [], unread: [] });
  expect((await run('show', 'CKH-2026-01')).stdout).not.toContain('treatment');
  expect(await run('import', path)).toMatchObject({ code: 0, stdout: expect.stringContaining('4 recorded, 0 known already, 0 faults') }); // prettier-ignore
  expect((await run('import', path)).stdout).toContain('0 recorded, 4 known already');

  const shown = JSON.parse((await run('show', 'CKH260129A', '--json')).stdout) as {
    parents: string[];
    facts: object[];
  };
  expect(shown.parents).toEqual(['09520000010010/CKH-2026-01']);
  expect(shown.facts).toHaveLength(3);
  const treated = JSON.parse((await run('show', 'CKH-2026-01', '--json')).stdout) as { facts: { id: number; fact: object }[] }; // prettier-ignore
  expect(treated.facts[1]?.fact).toMatchObject({ at: Date.parse('2026-01-20T08:10:00+07:00'), dose: 2.5, doseUnit: 'LTR', preHarvestIntervalDays: 7 }); // prettier-ignore
  expect(JSON.stringify(treated)).not.toContain('Anh Ba');

  await run('correct', String(treated.facts[1]?.id), '--interval', '14');
  const blocked = await run('show', 'CKH260129A');
  expect(blocked.stdout).toContain('BLOCKED');
  const document = await table('lot.json', (await run('show', 'CKH-2026-01', '--epcis')).stdout);
  expect(await fieldlapse(['epcis', 'validate', document])).toMatchObject({ code: 0 });
  const film = await table('film.mp4', 'not really a film');
  expect(await run('film', 'CKH260129A', film)).toMatchObject({ code: 0 });
  expect(folder).not.toBe('');
});

it('a table with wrong rows is recorded not at all, and each is named by line and column', async () => {
  const { run, table } = await farm();
  await run('create', 'CKH-2026-01', '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1');
  const rows = [
    ...season,
    '31/02/2026;CKH-2026-01;Tưới nước;;;;;;;;;;;;;',
    '15/01/2026;CKH-2026-01;Phun thuốc;Thuốc BVTV;Dầu;2,5,1;lít;7;;;;;;;;',
    '15/01/2026;CKH-2026-01;Cày bừa;;;;;;;;;;;;;',
    '16/01/2026;KHONG-CO;Tưới nước;;;;;;;;;;;;;',
    '01/02/2026;;Đóng gói;;;;;;;;;CKH260129A=900;095200000000000028;;;',
    '17/01/2026;CKH-2026-01;Tưới nước;;;;;7;;;;;;;;',
  ];
  const path = await table('sai.csv', rows.join('\n'));
  const refused = await run('import', path, '--json');
  expect(refused.code).toBe(2);
  const { faults, written } = JSON.parse(refused.stdout) as { written: boolean; faults: { line: number; column?: string; code: string }[] }; // prettier-ignore
  expect(written).toBe(false);
  expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
    [6, 'Ngày', 'BAD_ROW_DAY'],
    [7, 'Liều lượng', 'BAD_ROW_VALUE'],
    [8, 'Công việc', 'FACT_INVALID'],
    [9, undefined, 'LOT_UNKNOWN'],
    [10, undefined, 'LOT_QUANTITY'],
    [11, 'Thời gian cách ly (ngày)', 'FACT_INVALID'],
  ]);
  expect((await run('list')).stdout).not.toContain('CKH260129A');
});

it('English heads, a lot for the whole table, and dates that can be read two ways', async () => {
  const { run, table } = await farm();
  await run('create', 'L1', '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1');
  const text = 'Date,Litres,Remarks\n03/02/2026,1200.5,x\n04/02/2026,800,\n';
  const path = await table('water.csv', text);
  const ambiguous = await run('import', path, '--lot', 'L1', '--what', 'irrigate');
  expect(ambiguous.stderr).toMatch(/^AMBIGUOUS_DATES/);
  const good = await run('import', path, '--lot', 'L1', '--what', 'irrigate', '--dates', 'dmy');
  expect(good.stdout).toContain('column "Remarks" is not read');
  expect(good.stdout).toContain('2 rows: 2 recorded');
});

it('what is wrong on the command line is said before anything is written', async () => {
  const { run } = await farm();
  const create = ['--gtin', '9520000010011', '--plot', 'p01', '--season', 's1'];
  expect((await run('create', 'L1', ...create)).stderr).toMatch(/^BAD_GS1_KEY: .*last digit must be 0/);
  expect((await run('treat', 'L1', '--product', 'x')).stderr).toMatch(/^FACT_INVALID: .*means/);
  expect((await run('plant', 'NONE', '--species', 'x')).stderr).toMatch(/^LOT_UNKNOWN/);
  expect((await run('pack', '--sscc', '1', '--content', 'x')).stderr).toMatch(/^BAD_ARGUMENT: --content/);
});

/** Whether a process holds a file of that name, as Linux tells. */
async function hasOpen(pid: number, name: string): Promise<boolean> {
  const handles = await readdir(`/proc/${pid}/fd`);
  const paths = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')));
  return paths.some((path) => path.endsWith(name));
}

it('an import that is killed has recorded nothing or everything', async () => {
  const { run, table, folder } = await farm();
  await run('create', 'L1', '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1');
  const rows = Array.from(
    { length: 1500 },
    (_, at) => `2026-01-${10 + (at % 20)} ${at % 24}:${10 + (at % 49)},${at + 1}`,
  );
  const path = await table('water.csv', `date,litres\n${rows.join('\n')}\n`);
  const child = spawn(process.execPath, [main, 'lot', 'import', path, '--lot', 'L1', '--what', 'irrigate'], {
    env: { ...process.env, FIELDLAPSE_DATA: folder },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  // Somewhere in the middle: once it has the records open, and a while into the one transaction.
  while (!(await hasOpen(child.pid!, 'lots.sqlite'))) await sleep(5);
  await sleep(300);
  child.kill('SIGKILL');
  await ended;
  const { facts } = JSON.parse((await run('show', 'L1', '--json')).stdout) as { facts: unknown[] };
  expect([0, 1500]).toContain(facts.length);
  expect((await run('import', path, '--lot', 'L1', '--what', 'irrigate')).stdout).toMatch(/0 faults/);
  expect((JSON.parse((await run('show', 'L1', '--json')).stdout) as { facts: unknown[] }).facts).toHaveLength(1500);
});
