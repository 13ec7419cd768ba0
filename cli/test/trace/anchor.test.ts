import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { webRoot } from '../../src/web-root.ts';
import { anvilPath, startAnvil, type Rpc } from '../support/anvil.ts';
import { fieldlapse, startServer, type Finished } from '../support/command.ts';
import { harvestedSeason, harvestLot, lotFarm } from '../support/lot-farm.ts';
import { chromiumPath } from '../support/season-page.ts';
import { writeTracedLot } from '../support/traced-lot.ts';

const canOpen = existsSync(chromiumPath) && existsSync(join(webRoot, 'lot.html'));
if (!canOpen) console.warn('skipped: the page of a lot needs chromium and the built web app (npm run build:web)');
const pictures = process.env['FIELDLAPSE_PICTURES'];
const secret = 'secret-token-of-the-node';
const fund = (rpc: Rpc, address: string) => rpc('anvil_setBalance', address.trim(), '0xde0b6b3a7640000');
const anchorOn = (url: string, change: object = {}) => ({ rpcUrl: `${url}/?key=${secret}`, chainId: 31337, ...change });

interface Told {
  isConfirmed: boolean;
  head: { size: number; confirmations: number } | null;
  waits: object | null;
}

describe.skipIf(anvilPath === undefined)('fieldlapse log anchor', { timeout: 240_000 }, () => {
  it('goes from an account to a contract, a head in it, and a stranger who compares both', async () => {
    const { url, rpc } = await startAnvil();
    const traced = await writeTracedLot(await mkdtemp(join(tmpdir(), 'fieldlapse-anchor-')), 12);
    const { data, policyFile, lotFile } = traced;
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const configure = (change: object = {}) =>
      writeFile(join(data, 'fieldlapse.yaml'), JSON.stringify({ traceability: { anchor: anchorOn(url, change) } }));
    const said: string[] = [];
    const run = async (...args: string[]): Promise<Finished> => {
      const done = await fieldlapse(['log', 'anchor', ...args, '--data', data]);
      said.push(done.stdout, done.stderr);
      return done;
    };
    expect((await run('account')).stderr).toContain('traceability.anchor is not configured');
    await configure();
    expect((await run('deploy')).stderr).toContain('ANCHOR_KEY_REFUSED');
    const address = (await run('account')).stdout;
    expect(address).toMatch(/^0x[0-9a-fA-F]{40}\n$/);
    expect((await run('account')).stdout).toBe(address);
    expect((await stat(join(data, 'secrets/anchor-key'))).mode & 0o777).toBe(0o600);
    expect((await run('deploy')).stderr).toContain('ANCHOR_NO_FUNDS');
    await fund(rpc, address);
    const contract = (await run('deploy')).stdout.trim();
    await configure({ contract });
    expect((await run('deploy')).stderr).toContain('names a contract already');

    expect((await run('status')).stdout).toContain('nothing is anchored yet');
    expect((await run('write')).stdout).toContain('16 entries since block 2');
    await rpc('anvil_mine', '0x14');
    const { stdout } = await run('status', '--json');
    expect(JSON.parse(stdout) as Told).toMatchObject({ isConfirmed: true, head: { size: 16, confirmations: 21 }, waits: null }); // prettier-ignore
    expect((await run('status')).stdout).toContain(
      '21 confirmations: a reorganisation of the chain could still take it',
    );

    const check = async (paths: readonly string[], ...more: string[]) => {
      const args = ['--policy', policyFile, '--contract', contract, '--chain-id', '31337', ...more];
      const done = await fieldlapse(['log', 'anchor', 'check', ...paths, ...args], { FIELDLAPSE_RPC_URL: `${url}/?key=${secret}` }); // prettier-ignore
      said.push(done.stdout, done.stderr);
      return done;
    };
    const log = join(data, 'trace-log');
    const right = await check([log, lotFile]);
    expect(right).toMatchObject({ code: 0, stderr: '' });
    expect(right.stdout).toContain('each found again in the log, computed anew');
    expect(right.stdout).toContain('no number of them is finality');
    expect((await check([lotFile], '--json')).stdout).toContain('"agrees":[16]');
    const saved = join(data, 'saved');
    await writeFile(saved, await readFile(join(log, 'checkpoint')));
    expect((await check([saved])).code).toBe(0);
    expect(await check([log], '--chain-id', '1')).toMatchObject({ code: 1, stdout: '' });
    expect((await check([log], '--rpc', secret)).stderr).toContain('write the http:// or https:// address');
    const tile = join(log, 'tile/entries/000.p/16');
    await writeFile(tile, (await readFile(tile, 'latin1')).replace('"s":4', '"s":5'), 'latin1');
    expect((await check([log])).stderr).toContain('LOG_EDITED');
    const key = (await readFile(join(data, 'secrets/anchor-key'), 'utf8')).trim().slice(2);
    for (const text of said) for (const word of [secret, key]) expect(text).not.toContain(word);
  });

  it('beside a server: buyers are told, an old copy of everything is refused, and the token of the node is in no log', async () => {
    const { url, rpc } = await startAnvil();
    const farm = await lotFarm('http://localhost', { anchor: anchorOn(url, { every: '1s', confirmations: 2 }) });
    const { folder, must } = farm;
    await harvestedSeason(farm);
    await must('lot', 'label', harvestLot);
    await fund(rpc, await must('log', 'anchor', 'account'));
    const contract = (await must('log', 'anchor', 'deploy')).trim();
    const config = join(folder, 'fieldlapse.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('"every":"1s"', `"every":"1s","contract":"${contract}"`));
    for (const name of ['trace-log', 'records'])
      await cp(join(folder, name), join(folder, 'old', name), { recursive: true });

    const start = () => startServer(['--only', 'traceability,dashboards'], { FIELDLAPSE_DATA: folder });
    const server = await start();
    const root = `${server.url}/01/09520000020019/10/${harvestLot}`;
    const about = async () => (await fetch(`${root}/about.json`)).json();
    expect(await about()).toMatchObject({ anchor: null });
    // More is recorded, and anchored with the label.
    await must('lot', 'release', harvestLot);
    await expect.poll(about, { timeout: 90_000, interval: 500 }).toMatchObject({
      anchor: { chainId: 31337, contract, confirmations: expect.any(Number) as number },
    });
    const told = async () =>
      (await (await fetch(`${server.url}/api/health`)).json()) as { problems: { code: string }[] };
    expect((await told()).problems).toEqual([]);
    if (canOpen) await lookAtPage(root);
    await server.stop();
    const written = await must('log', 'anchor', 'write', '--json');
    expect((JSON.parse(written) as Told).waits).toBe(null);

    for (const name of ['trace-log', 'records']) {
      await rm(join(folder, name), { recursive: true });
      await cp(join(folder, 'old', name), join(folder, name), { recursive: true });
    }
    const restored = await start();
    const health = await (await fetch(`${restored.url}/api/health`, { headers: { 'accept-language': 'vi' } })).text();
    await restored.stop();
    expect(health).toContain('LOG_BEHIND_ANCHOR');
    expect(health).toContain('Blockchain đang giữ một bản sổ minh bạch dài hơn');
    expect(await readFile(join(folder, 'fieldlapse.log'), 'utf8')).not.toContain(secret);
  });
});

async function lookAtPage(address: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 780 }, locale: 'vi' });
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  await page.getByText('Từng bước kiểm tra').click();
  const line = page.locator('.anchor');
  expect(await line.innerText()).toMatch(/còn được neo lên blockchain số 31337, khối \d+ \(\d+ xác nhận lúc/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'lot-anchor.png'), fullPage: true });
  await page.getByRole('button', { name: 'English' }).click();
  expect(await line.innerText()).toContain('Your phone has not checked this;');
}
