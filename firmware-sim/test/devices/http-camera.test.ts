import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { sha256Hex } from '@fieldlapse/contracts';
import { manualClock } from '@fieldlapse/runtime';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { at, startFarm } from '../farm.ts';

const run = promisify(execFile);
const small = { name: 'cam', width: 320, height: 180, password: 'bí mật' };
const curl = '/usr/bin/curl';

async function startCamera(camera: object, clock = manualClock(at(20, 9))) {
  const { cameras } = await startFarm({ cameras: [{ ...small, ...camera }] }, clock);
  return cameras[0]!;
}

interface Challenge {
  readonly nonce: string;
  readonly realm: string;
  readonly stale: boolean;
}

function challengeOf(response: Response): Challenge {
  const header = response.headers.get('www-authenticate') ?? '';
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? '';
  return { nonce: field('nonce'), realm: field('realm'), stale: header.includes('stale=true') };
}

/** A digest client of our own, after RFC 7616 §3.4.1. */
function authorization(algorithm: string, challenge: Challenge, count: number, password = small.password): string {
  const hash = (text: string) => createHash(algorithm.replace('-', '')).update(text).digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const secret = hash(`admin:${challenge.realm}:${password}`);
  const response = hash(`${secret}:${challenge.nonce}:${nc}:0a4f113b:auth:${hash('GET:/snapshot.jpg')}`);
  return (
    `Digest username="admin", realm="${challenge.realm}", nonce="${challenge.nonce}", uri="/snapshot.jpg", ` +
    `algorithm=${algorithm}, qop=auth, nc=${nc}, cnonce="0a4f113b", response="${response}"`
  );
}

describe('HTTP camera', () => {
  it('gives the picture of the injected clock', async () => {
    const clock = manualClock(at(20, 9));
    const { url, scene } = await startCamera({ auth: 'none' }, clock);
    const take = async () => sha256Hex(Buffer.from(await (await fetch(url)).arrayBuffer()));
    expect(await take()).toBe(sha256Hex(await scene.jpegAt(at(20, 9))));
    await clock.advance(3_600_000);
    expect(await take()).toBe(sha256Hex(await scene.jpegAt(at(20, 10))));
  });

  it('draws another password at each start unless it is given one', async () => {
    const { cameras: [one] } = await startFarm({ cameras: [{ name: 'cam' }] }); // prettier-ignore
    const { cameras: [two] } = await startFarm({ cameras: [{ name: 'cam' }] }); // prettier-ignore
    expect(one!.password.length).toBeGreaterThanOrEqual(16);
    expect(one!.password).not.toBe(two!.password);
  });

  it('asks for basic credentials and takes only the right ones', async () => {
    const { url } = await startCamera({ auth: 'basic' });
    const status = async (text?: string) => {
      const headers = text === undefined ? {} : { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
      return (await fetch(url, { headers })).status;
    };
    expect([await status(), await status('admin:x'), await status('admin:bí mật')]).toEqual([401, 401, 200]);
  });

  it.each([
    ['digest-md5', 'MD5'],
    ['digest-sha256', 'SHA-256'],
  ])(
    'takes a %s answer once per count, refuses a wrong password and calls an unknown nonce stale',
    async (auth, algorithm) => {
      const { url } = await startCamera({ auth });
      const ask = (text: string) => fetch(url, { headers: { authorization: text } });
      const challenge = challengeOf(await fetch(url));
      expect(challenge.stale).toBe(false);
      expect((await ask(authorization(algorithm, challenge, 1))).status).toBe(200);
      expect((await ask(authorization(algorithm, challenge, 2))).status).toBe(200);
      const replayed = await ask(authorization(algorithm, challenge, 2));
      expect([replayed.status, challengeOf(replayed).stale]).toEqual([401, true]);
      const wrong = await ask(authorization(algorithm, challenge, 3, 'falsch'));
      expect([wrong.status, challengeOf(wrong).stale]).toEqual([401, false]);
      const old = await ask(authorization(algorithm, { ...challenge, nonce: 'f'.repeat(32) }, 1));
      expect([old.status, challengeOf(old).stale]).toEqual([401, true]);
    },
  );

  it.each(['basic', 'digest-md5', 'digest-sha256'])('lets curl in with %s', async (auth) => {
    if (!existsSync(curl)) return console.log(`skipped: ${curl} is not installed`);
    const { url } = await startCamera({ auth, password: 'secret' });
    const scheme = auth === 'basic' ? '--basic' : '--digest';
    const get = (user: string) => run(curl, ['-s', '-o', '/dev/null', '-w', '%{http_code}', scheme, '-u', user, url]);
    expect((await get('admin:secret')).stdout).toBe('200');
    expect((await get('admin:wrong')).stdout).toBe('401');
  });

  it('fails in the ways of its faults, each only in its time', async () => {
    const clock = manualClock(at(1, 9));
    const kinds = ['error', 'html', 'truncated', 'frozen', 'timeout', 'off', 'slow'];
    const faults = kinds.map((kind, index) => ({ kind, fromDay: 2 + index, toDay: 3 + index }));
    const { url } = await startCamera({ auth: 'none', faults }, clock);
    const nextDay = () => clock.advance(86_400_000);
    const picture = async () => Buffer.from(await (await fetch(url)).arrayBuffer());
    const healthy = await picture();
    expect((await sharp(healthy).metadata()).format).toBe('jpeg');
    await nextDay();
    expect((await fetch(url)).status).toBe(500);
    await nextDay();
    expect((await fetch(url)).headers.get('content-type')).toBe('text/html');
    await nextDay();
    await expect(picture()).rejects.toThrow('terminated');
    await nextDay();
    const frozen = await picture();
    await clock.advance(60_000);
    expect(await picture()).toEqual(frozen);
    await nextDay();
    await expect(fetch(url, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/);
    await nextDay();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await nextDay();
    const slow = await fetch(url);
    expect((await slow.body?.getReader().read())?.value?.length).toBeLessThan(healthy.length / 10);
    await nextDay();
    expect((await sharp(await picture()).metadata()).format).toBe('jpeg');
  });
});
