import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';

const expand = (key: Uint8Array, salt: Uint8Array, about: Uint8Array, bytes: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, about, bytes));
const text = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** A browser that has subscribed to Web Push at an address, with its keys. */
export function openBrowser(endpoint: string) {
  const own = createECDH('prime256v1');
  own.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint,
      keys: { p256dh: own.getPublicKey('base64url'), auth: auth.toString('base64url') },
    },
    /** What the server encrypted, read as RFC 8291 §3.4 and RFC 8188 §2 have it. */
    decrypt(body: Buffer): string {
      const salt = body.subarray(0, 16);
      const keyLength = body.readUInt8(20);
      const server = body.subarray(21, 21 + keyLength);
      const sealed = body.subarray(21 + keyLength);
      const about = text('WebPush: info\0', own.getPublicKey(), server);
      const input = expand(own.computeSecret(server), auth, about, 32);
      const key = expand(input, salt, text('Content-Encoding: aes128gcm\0'), 16);
      const nonce = expand(input, salt, text('Content-Encoding: nonce\0'), 12);
      const open = createDecipheriv('aes-128-gcm', key, nonce);
      open.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
      // The last record ends with 2 and padding [RFC 8188 §2].
      return plain.subarray(0, plain.lastIndexOf(2)).toString();
    },
  };
}

/** The claims of a VAPID header, if the server's public key vouches for them [RFC 8292]. */
export function vapidClaims(header: string, publicKey: string): { aud: string; sub: string; exp: number } {
  const [, token = '', key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? [];
  if (key !== publicKey) throw new Error('another key than the page subscribed with');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const vouches = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!vouches) throw new Error('the signature is wrong');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; sub: string; exp: number };
}
