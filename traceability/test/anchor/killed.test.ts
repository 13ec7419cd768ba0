import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import { expect, it } from 'vitest';
import { anchorBed } from '../support/anchor-bed.ts';
import { anvilPath, richKey } from '../support/anvil.ts';

const kills = 5;
const anchoring = join(import.meta.dirname, '../support/anchoring-process.ts');

it.skipIf(anvilPath === undefined)(
  `${kills} kills while a log is anchored: each head is written and paid once, and none is of another history`,
  { timeout: 180_000 },
  async () => {
    const bed = await anchorBed();
    const args = [anchoring, bed.root, bed.chain.url, bed.deployed.contract, richKey];
    for (let kill = 0; kill < kills; kill += 1) {
      const spawnedAt = performance.now();
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'close');
      await Promise.race([once(child.stdout, 'data'), ended]);
      // Up to twice as long as it took to start, so that a slow machine gets as far as a quick one.
      await Promise.race([sleep(Math.random() * 2 * (performance.now() - spawnedAt)), ended]);
      child.kill('SIGKILL');
      await ended;
      expect(child.signalCode).toBe('SIGKILL');
    }
    const log = await bed.open();
    await bed.anchor().look(log);
    expect(await bed.anchor().confirm(log)).toMatchObject({ state: 'agrees' });
    const chain = await bed.writer();
    const heads = await chain.heads(10_000);
    console.log(`killed ${kills} times: ${heads.length} heads anchored`);
    expect(heads[0]?.size).toBe(log.head().size);
    // The deployment took number 0; each number after it wrote a head.
    expect(await chain.nonce()).toBe(1 + heads.length);
    expect(heads.length).toBeGreaterThan(2);
  },
);
