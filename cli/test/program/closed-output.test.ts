import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { main } from '../support/command.ts';

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-pipe-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command whose reader goes away after the first bytes; `none` has gone before. */
async function cutOff(args: readonly string[], reads: 'first' | 'none'): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args]);
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const ended = once(child, 'close') as Promise<[number]>;
  if (reads === 'first') await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await ended;
  return { code, stderr };
}

it.each(['first', 'none'] as const)(
  'a command ends without a word when its reader has gone (reads: %s)',
  async (reads) => {
    const folder = await temporary();
    const events = Array.from({ length: 3000 }, (_, at) => ({
      ...{ type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'shipping', epcList: [`urn:x:${at}`] },
      ...{ eventTime: '2026-03-19T05:00:00+07:00', eventTimeZoneOffset: '+07:00' },
    }));
    const file = join(folder, 'events.json');
    await writeFile(file, JSON.stringify({ type: 'EPCISDocument', epcisBody: { eventList: events } }));
    expect(await cutOff(['epcis', 'hash', file], reads)).toEqual({ code: 141, stderr: '' });
    expect(await cutOff(['help'], 'none')).toMatchObject({ stderr: '' });
  },
);

it('a server whose reader has gone stops in order', async () => {
  const folder = await temporary();
  const args = ['start', '--only', 'broker', '--no-demo', '--mqtt-port', '0', '--data', join(folder, 'data')];
  expect(await cutOff(args, 'none')).toEqual({ code: 0, stderr: '' });
});
