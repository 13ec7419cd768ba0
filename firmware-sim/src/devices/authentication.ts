import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type AuthScheme = 'none' | 'basic' | 'digest-md5' | 'digest-sha256';

/** What the camera makes of a request's credentials; `challenge` is a WWW-Authenticate header. */
export type Verdict = { readonly outcome: 'granted' } | { readonly outcome: 'refused'; readonly challenge: string };

export interface Gatekeeper {
  check(request: IncomingMessage): Verdict;
}

const realm = 'Fieldlapse camera';
const granted: Verdict = { outcome: 'granted' };
/** A nonce serves so many requests, then it is stale [RFC 7616 3.3]. */
const nonceUses = 1000;
const maxNonces = 256;

/** Checks credentials as cameras do: nothing, Basic [RFC 7617] or Digest with qop=auth [RFC 7616]. */
export function gatekeeper(scheme: AuthScheme, username: string, password: string): Gatekeeper {
  if (scheme === 'none') return { check: () => granted };
  if (scheme === 'basic') return basicGate(username, password);
  return digestGate(scheme === 'digest-md5' ? 'MD5' : 'SHA-256', username, password);
}

function basicGate(username: string, password: string): Gatekeeper {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const refused: Verdict = { outcome: 'refused', challenge: `Basic realm="${realm}", charset="UTF-8"` };
  return { check: ({ headers }) => (isSame(headers.authorization ?? '', expected) ? granted : refused) };
}

function digestGate(algorithm: 'MD5' | 'SHA-256', username: string, password: string): Gatekeeper {
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const ha1 = hash(`${username}:${realm}:${password}`);
  /** Highest nonce count seen of each nonce that was given out, oldest first. */
  const counts = new Map<string, number>();

  function refuse(isStale: boolean): Verdict {
    const nonce = randomBytes(16).toString('hex');
    counts.set(nonce, 0);
    if (counts.size > maxNonces) counts.delete(counts.keys().next().value!);
    const stale = isStale ? ', stale=true' : '';
    const challenge = `Digest realm="${realm}", qop="auth", algorithm=${algorithm}, nonce="${nonce}"${stale}`;
    return { outcome: 'refused', challenge };
  }

  return {
    check({ method, url, headers }) {
      const fields = digestFields(headers.authorization ?? '');
      const { nonce = '', nc = '', cnonce = '', response = '' } = fields;
      if (fields['username'] !== username || fields['uri'] !== url || fields['qop'] !== 'auth') return refuse(false);
      if (!/^[0-9a-f]{8}$/i.test(nc) || cnonce === '') return refuse(false);
      const expected = hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${hash(`${method}:${url}`)}`);
      if (!isSame(response.toLowerCase(), expected)) return refuse(false);
      const seen = counts.get(nonce);
      const count = Number.parseInt(nc, 16);
      // The password was right: only the nonce is too old, or its count was used before.
      if (seen === undefined || count <= seen || count > nonceUses) return refuse(true);
      counts.set(nonce, count);
      return granted;
    },
  };
}

/** The parameters of a Digest header, quoted or not; none where it is another scheme. */
function digestFields(header: string): Partial<Record<string, string>> {
  if (!/^digest /i.test(header) || header.length > 4096) return {};
  const matches = header.slice(7).matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g);
  return Object.fromEntries([...matches].map(([, name, quoted, plain]) => [name!.toLowerCase(), quoted ?? plain]));
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
