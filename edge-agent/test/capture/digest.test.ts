import { describe, expect, it } from 'vitest';
import { digestAuthorization, parseChallenge } from '../../src/capture/digest.ts';

// RFC 7616, section 3.9.1: both challenges, as the server sends them.
const headers = [
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
];
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  username: 'Mufasa',
  password: 'Circle of Life',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

describe('digest authentication', () => {
  it('answers the SHA-256 example of RFC 7616, preferring it to MD5', () => {
    const challenge = parseChallenge(headers)!;
    expect(challenge.algorithm).toBe('SHA-256');
    expect(digestAuthorization(challenge, request)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
  });

  it('answers the MD5 example of RFC 7616', () => {
    const challenge = parseChallenge([headers[1]!])!;
    expect(digestAuthorization(challenge, request)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
  });

  it('answers the example of RFC 2617, which old cameras speak', () => {
    const challenge = parseChallenge([
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    ])!;
    const answer = digestAuthorization(challenge, { ...request, password: 'Circle Of Life', cnonce: '0a4f113b' });
    expect(answer).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(answer).toContain('nc=00000001');
  });

  it('finds its challenge behind a basic one in the same header', () => {
    expect(parseChallenge(['Basic realm="a, b", Digest realm="cam", nonce="n1"'])).toEqual({
      realm: 'cam',
      nonce: 'n1',
      algorithm: 'MD5',
      qop: undefined,
    });
  });

  it('does not answer what it cannot', () => {
    expect(parseChallenge(['Digest realm="cam", nonce="n1", algorithm=SHA-512-256'])).toBeUndefined();
    expect(parseChallenge(['Digest realm="cam", nonce="n1", qop="auth-int"'])).toBeUndefined();
    expect(parseChallenge(['Basic realm="cam"'])).toBeUndefined();
  });
});
