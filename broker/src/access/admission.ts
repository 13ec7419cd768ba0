import { createHash, timingSafeEqual } from 'node:crypto';
import type { LoginLimit } from './login-limit.ts';
import { isMalformedTopic, rightsOf, type Identity, type Rights } from './rights.ts';

/** What a CONNECT packet asks for. */
interface LoginAttempt {
  readonly address: string;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly willTopic: string | undefined;
}

type RefusalReason =
  | 'client-id-required'
  | 'too-many-failures'
  | 'name-mismatch'
  | 'bad-credentials'
  | 'will-not-authorized'
  | 'lookup-failed';

/** `returnCode` of CONNACK: 2 identifier, 3 unavailable, 4 credentials, 5 not authorized [MQTT-3.2.2.3]. */
export type Admission =
  | { outcome: 'accepted'; identity: Identity; rights: Rights }
  | { outcome: 'refused'; reason: RefusalReason; returnCode: 2 | 3 | 4 | 5; cause?: unknown };

interface AdmissionOptions {
  /** The identity as it is now; asked again at every CONNECT, so a changed right counts from the next connection. */
  readonly lookupIdentity: (id: string) => Promise<Identity | undefined>;
  readonly limit: LoginLimit;
}

/** Decides about a CONNECT, cheapest question first; never throws. */
export async function admit(attempt: LoginAttempt, { lookupIdentity, limit }: AdmissionOptions): Promise<Admission> {
  const { address, clientId } = attempt;
  // Every identity has an id, so an empty one is refused with a clean session too [MQTT-3.1.3-8].
  if (clientId === '') return refused('client-id-required', 2);
  if (limit.mustWait(address, clientId)) return refused('too-many-failures', 3);
  if (attempt.username !== clientId) return failed('name-mismatch');
  let identity: Identity | undefined;
  try {
    identity = await lookupIdentity(clientId);
  } catch (cause) {
    return { outcome: 'refused', reason: 'lookup-failed', returnCode: 3, cause };
  }
  if (!tokenMatches(attempt.password, identity) || !identity) return failed('bad-credentials');
  const rights = rightsOf(identity);
  const { willTopic } = attempt;
  if (willTopic !== undefined && (isMalformedTopic(willTopic) || !rights.mayPublish(willTopic))) {
    return refused('will-not-authorized', 5);
  }
  limit.succeeded(address, clientId);
  return { outcome: 'accepted', identity, rights };

  function failed(reason: RefusalReason): Admission {
    limit.failed(address);
    return refused(reason, 4);
  }
}

const refused = (reason: RefusalReason, returnCode: 2 | 3 | 4 | 5): Admission => ({
  outcome: 'refused',
  reason,
  returnCode,
});

const nobody = Buffer.alloc(32);

/** Compares in constant time; an unknown id takes as long as a wrong token. */
function tokenMatches(token: Buffer | undefined, identity: Identity | undefined): boolean {
  const given = createHash('sha256')
    .update(token ?? '')
    .digest();
  const expected = identity ? Buffer.from(identity.tokenSha256, 'hex') : nobody;
  return expected.length === given.length && timingSafeEqual(given, expected) && identity !== undefined;
}
