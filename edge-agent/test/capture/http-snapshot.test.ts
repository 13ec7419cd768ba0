import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isErrorCode } from '@fieldlapse/contracts';
import { manualClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { cameraSettings } from '../../src/config.ts';
import { httpSnapshotDriver } from '../../src/capture/http-snapshot.ts';
import { picture } from '../pictures.ts';
import { cleanup } from '../testbed.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function driverFor(url: string, fields: Record<string, unknown> = {}) {
  const settings = cameraSettings.parse({
    name: 'field',
    driver: 'http-snapshot',
    url,
    schedule: '* * * * *',
    ...fields,
  });
  if (settings.driver !== 'http-snapshot') throw new Error('not a snapshot camera');
  return httpSnapshotDriver(settings, manualClock(1_767_225_600_000));
}

async function capture(driver: ReturnType<typeof driverFor>, signal = new AbortController().signal) {
  for await (const one of driver.capture(signal)) return one;
  throw new Error('no picture');
}

/** Checks a digest answer by the rules of RFC 7616, written apart from the agent's own. */
function digestIsRight(request: IncomingMessage, algorithm: string, nonce: string): boolean {
  const header = request.headers.authorization ?? '';
  const field = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(header)?.[1] ?? '';
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const secret = hash('admin:cam:rice & fish');
  const target = hash(`GET:${request.url}`);
  const expected = hash(`${secret}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${target}`);
  return header.startsWith('Digest ') && field('uri') === request.url && field('response') === expected;
}

describe('a snapshot camera', () => {
  it('gives a whole picture with its size and the time of the request', async () => {
    const jpeg = picture();
    const one = await capture(driverFor(await serve((_, response) => response.end(jpeg))));
    expect(one).toMatchObject({ width: 64, height: 48, capturedAt: 1_767_225_600_000 });
    expect(one.jpeg.equals(jpeg)).toBe(true);
  });

  it.each(['MD5', 'SHA-256'])(
    'with digest authentication by %s is asked once without and answered, then trusted',
    async (algorithm) => {
      const nonce = 'abc/def==';
      let refused = 0;
      const counts: string[] = [];
      const url = await serve((request, response) => {
        if (digestIsRight(request, algorithm, nonce)) {
          counts.push(/nc=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
          return response.end(picture());
        }
        refused += 1;
        const challenge = `Digest realm="cam", qop="auth", algorithm=${algorithm}, nonce="${nonce}"`;
        return response.writeHead(401, { 'www-authenticate': challenge }).end();
      });
      const driver = driverFor(`${url}/cgi/snap.jpg?channel=1`, { username: 'admin', password: 'rice & fish' });
      await capture(driver);
      await capture(driver);
      expect(refused).toBe(1);
      expect(counts).toEqual(['00000001', '00000002']);
    },
  );

  it('with basic authentication, user and password taken from the address', async () => {
    const url = await serve((request, response) => {
      if (request.headers.authorization === `Basic ${btoa('admin:s3cret')}`) return response.end(picture());
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end();
    });
    await capture(driverFor(url.replace('://', '://admin:s3cret@')));
  });

  it('that refuses is an error without credentials in it, and is not asked again', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end();
    });
    const failure = await capture(driverFor(url, { username: 'admin', password: 's3cret' })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'CAMERA_REFUSED' });
    expect(String((failure as Error).message)).not.toMatch(/s3cret|admin/);
    expect(asked).toBe(2);
  });

  it('that stumbles is asked again', async () => {
    const answers: RequestListener[] = [
      (request) => request.socket.destroy(),
      (_, response) => response.end(picture().subarray(0, 5000)),
      (_, response) => response.end(picture()),
    ];
    const url = await serve((request, response) => answers.shift()!(request, response));
    await capture(driverFor(url));
    expect(answers).toEqual([]);
  });

  it('that redirects is followed, but credentials do not go to another host', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(picture());
    });
    const url = await serve((request, response) => {
      if (!request.headers.authorization)
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end();
      return response.writeHead(302, { location: `${elsewhere}/picture.jpg` }).end();
    });
    await capture(driverFor(url, { username: 'admin', password: 's3cret' }));
    expect(seen).toEqual([undefined]);
  });

  it.each<[string, string, RequestListener]>([
    ['redirects for ever', 'CAMERA_REFUSED', (_, response) => response.writeHead(302, { location: '/again' }).end()],
    ['sends a web page', 'NOT_A_JPEG', (_, response) => response.end('<html>Login</html>')],
    ['cuts pictures off', 'JPEG_TRUNCATED', (_, response) => response.end(picture().subarray(0, 9000))],
    ['never ends', 'CAMERA_TOO_LARGE', (_, response) => pour(response)],
    ['says nothing', 'CAMERA_UNREACHABLE', () => {}],
  ])('that %s is reported as %s', async (_, code, listener) => {
    const failure = await capture(driverFor(await serve(listener), { timeout: '400ms' })).catch(
      (error: unknown) => error,
    );
    expect(isErrorCode(code)).toBe(true);
    expect(failure).toMatchObject({ code });
  });

  it('stops at once when the agent stops', async () => {
    const stop = new AbortController();
    const waiting = capture(driverFor(await serve(() => {})), stop.signal);
    stop.abort(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
  });
});

function pour(response: {
  write(bytes: Buffer): boolean;
  once(name: 'drain', more: () => void): unknown;
  destroyed: boolean;
}): void {
  while (!response.destroyed && response.write(Buffer.alloc(1 << 20, 0xff)));
  if (!response.destroyed) response.once('drain', () => pour(response));
}
