import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who proves by a token who they are; only its hash is kept. */
export interface TokenHolder {
  readonly name: string;
  /** SHA-256 of the token, hex. */
  readonly tokenSha256: string;
}

/** Whose token it is; undefined where it is nobody's. */
export function holderOf<Holder extends TokenHolder>(token: string, holders: readonly Holder[]): Holder | undefined {
  const digest = createHash('sha256').update(token).digest();
  return holders.find(({ tokenSha256 }) => timingSafeEqual(Buffer.from(tokenSha256, 'hex'), digest));
}
