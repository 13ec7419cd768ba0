import { concat, sha256, utf8 } from '../bytes/bytes.ts';
import { canonicalText } from '../json/canonical.ts';
import type { JsonObject } from '../json/parse.ts';

const domain = utf8('agri-trace/commit/v1\n');

/** Bytes of a salt: without it a commitment tells nothing of its event, and nobody can try events against it. */
export const saltBytes = 32;

/** What the log holds of an event: SHA-256 over a domain line, a fresh salt and the event's canonical JSON. */
export function commitmentOf(event: JsonObject, salt: Uint8Array): Uint8Array {
  return sha256(concat(domain, salt, utf8(canonicalText(event))));
}
