import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { FieldlapseError } from '@fieldlapse/contracts';
import { readJpegHeader } from '@fieldlapse/imaging';
import { sleep, type Clock } from '@fieldlapse/runtime';
import type { CameraSettings } from '../config.ts';
import { digestAuthorization, parseChallenge, type DigestChallenge } from './digest.ts';
import { maxPictureBytes, tooLarge, type CameraDriver } from './driver.ts';

type Settings = Extract<CameraSettings, { driver: 'http-snapshot' }>;

const tries = 3;
const retryMs = 300;
const maxRedirects = 3;

/** Fetches a JPEG from a camera's snapshot address, with basic or digest authentication where it asks for one. */
export function httpSnapshotDriver(settings: Settings, clock: Clock): CameraDriver {
  const session = authentication(settings);

  async function once(signal: AbortSignal) {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(settings.timeout)]);
    const capturedAt = clock.now();
    const mono = clock.mono();
    const jpeg = await fetchPicture(settings, session, limited);
    return { jpeg, capturedAt, mono, ...readJpegHeader(jpeg) };
  }

  return {
    async *capture(signal) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          yield await once(signal);
          return;
        } catch (error) {
          signal.throwIfAborted();
          const final = error instanceof FieldlapseError && ['CAMERA_REFUSED', 'CAMERA_TOO_LARGE'].includes(error.code);
          if (final || attempt === tries) throw named(settings.name, error);
        }
        await sleep(retryMs * attempt, signal);
      }
    },
  };
}

/** Follows redirects and answers challenges until there is a picture. */
async function fetchPicture(settings: Settings, session: Authentication, signal: AbortSignal): Promise<Buffer> {
  let url = withoutCredentials(settings.url);
  const origin = url.origin;
  let challenged = false;
  for (let hops = 0; hops <= maxRedirects;) {
    // A redirect to another host never sees the credentials.
    const authorization = url.origin === origin ? session.header(url) : undefined;
    const response = await get(url, authorization, signal);
    const { statusCode = 0 } = response;
    if (statusCode === 200) return body(response, settings.name);
    response.resume();
    if (statusCode === 401 && !challenged && url.origin === origin && session.challenge(response)) {
      challenged = true;
      continue;
    }
    const location = [301, 302, 303, 307, 308].includes(statusCode) ? response.headers.location : undefined;
    if (location === undefined) throw new FieldlapseError('CAMERA_REFUSED', `HTTP ${statusCode}`);
    url = withoutCredentials(new URL(location, url).href);
    hops += 1;
  }
  throw new FieldlapseError('CAMERA_REFUSED', `more than ${maxRedirects} redirects`);
}

function get(url: URL, authorization: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = { accept: 'image/jpeg, */*;q=0.1', ...(authorization !== undefined && { authorization }) };
    send(url, { headers, signal, agent: false }, resolve).on('error', reject).end();
  });
}

async function body(response: IncomingMessage, camera: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxPictureBytes) throw tooLarge(camera);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

interface Authentication {
  /** What the next request carries. */
  header(url: URL): string | undefined;
  /** Takes the server's challenge; false where there is nothing to answer it with. */
  challenge(response: IncomingMessage): boolean;
}

/** Nothing is sent unasked; afterwards the nonce is used again, so that a capture costs one request. */
function authentication({ url, username, password }: Settings): Authentication {
  const inUrl = new URL(url);
  const user = username ?? decodeURIComponent(inUrl.username);
  const secret = password ?? decodeURIComponent(inUrl.password);
  let digest: DigestChallenge | undefined;
  let basic = false;
  let count = 0;
  return {
    header({ pathname, search }) {
      if (digest) {
        count += 1;
        const uri = pathname + search;
        return digestAuthorization(digest, { method: 'GET', uri, username: user, password: secret, count });
      }
      return basic ? `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` : undefined;
    },
    challenge(response) {
      if (user === '') return false;
      const headers = response.headersDistinct['www-authenticate'] ?? [];
      digest = parseChallenge(headers);
      basic = !digest && headers.some((header) => /(^|,\s*)basic\b/i.test(header));
      count = 0;
      return digest !== undefined || basic;
    },
  };
}

function withoutCredentials(text: string): URL {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url;
}

/** Names the camera; system errors become `CAMERA_UNREACHABLE`. */
function named(camera: string, error: unknown): FieldlapseError {
  const message = `camera ${camera}: ${(error as Error).message}`;
  if (error instanceof FieldlapseError) return new FieldlapseError(error.code, message, { cause: error });
  return new FieldlapseError('CAMERA_UNREACHABLE', message, { cause: error });
}
