import { createHash, randomBytes } from 'node:crypto';

/** A digest challenge of a server [RFC 7616 3.3]. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  readonly algorithm: 'MD5' | 'SHA-256' | 'MD5-sess' | 'SHA-256-sess';
  readonly qop: 'auth' | undefined;
}

export interface DigestRequest {
  readonly method: string;
  /** Path and query, exactly as sent. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** How often this nonce was used, from 1. */
  readonly count: number;
  readonly cnonce?: string;
}

const algorithms = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'] as const;

/** The strongest digest challenge among `WWW-Authenticate` headers that we can answer, or undefined. */
export function parseChallenge(headers: readonly string[]): DigestChallenge | undefined {
  const challenges = headers.flatMap(splitChallenges).flatMap((text) => {
    const fields = fieldsOf(text.slice('Digest '.length));
    const written = fields.get('algorithm') ?? 'MD5';
    const algorithm = algorithms.find((known) => known.toLowerCase() === written.toLowerCase());
    const realm = fields.get('realm');
    const nonce = fields.get('nonce');
    const offered = fields
      .get('qop')
      ?.split(',')
      .map((word) => word.trim());
    if (!algorithm || realm === undefined || nonce === undefined || (offered && !offered.includes('auth'))) return [];
    const opaque = fields.get('opaque');
    const qop = offered ? ('auth' as const) : undefined;
    return [{ realm, nonce, algorithm, qop, ...(opaque !== undefined && { opaque }) }];
  });
  return challenges.sort((a, b) => algorithms.indexOf(a.algorithm) - algorithms.indexOf(b.algorithm))[0];
}

/** The `Authorization` header that answers a challenge [RFC 7616 3.4]. */
export function digestAuthorization(challenge: DigestChallenge, request: DigestRequest): string {
  const { realm, nonce, algorithm, qop, opaque } = challenge;
  const { method, uri, username, password } = request;
  const name = algorithm.startsWith('SHA-256') ? 'sha256' : 'md5';
  const hash = (...parts: string[]) => createHash(name).update(parts.join(':')).digest('hex');
  const cnonce = request.cnonce ?? randomBytes(16).toString('hex');
  const count = request.count.toString(16).padStart(8, '0');
  const secret = hash(username, realm, password);
  const a1 = algorithm.endsWith('-sess') ? hash(secret, nonce, cnonce) : secret;
  const a2 = hash(method, uri);
  const response = qop ? hash(a1, nonce, count, cnonce, qop, a2) : hash(a1, nonce, a2);
  const quoted = {
    username,
    realm,
    uri,
    nonce,
    response,
    ...(opaque !== undefined && { opaque }),
    ...((qop || a1 !== secret) && { cnonce }),
  };
  const bare = { algorithm, ...(qop && { qop, nc: count }) };
  return `Digest ${[
    ...Object.entries(quoted).map(([key, value]) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`),
    ...Object.entries(bare).map(([key, value]) => `${key}=${value}`),
  ].join(', ')}`;
}

/** One header may carry several challenges, separated by commas as their fields are. */
function splitChallenges(header: string): string[] {
  return header.split(/,\s*(?=(?:Basic|Digest|Bearer|Negotiate)\s)/i).filter((text) => /^Digest\s/i.test(text));
}

function fieldsOf(text: string): Map<string, string> {
  const pattern = /([a-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;
  const pairs = [...text.matchAll(pattern)];
  return new Map(
    pairs.map(([, key, quoted, bare]) => [key!.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '']),
  );
}
