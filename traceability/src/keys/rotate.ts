import { FieldlapseError } from '@fieldlapse/contracts';
import { keyText, toBase64Url, toHex, type OriginHead } from '@fieldlapse/proof';
import type { TransparencyLog } from '../log/open-log.ts';
import { createKeyRing, newSigner, readKeyRing, saveKeyRing, type KeyRing } from './key-ring.ts';

/**
 * Begins a rotation: an entry announces the new key while only the old one signs, then both sign every checkpoint. Publish a
 * policy with both keys now; {@link retireKey} ends the overlap once verifiers have it. Throws `LOG_KEY_REFUSED`.
 */
export async function rotateKey(log: TransparencyLog, path: string): Promise<KeyRing> {
  const ring = await readKeyRing(path);
  if (ring.signers.length > 1)
    throw new FieldlapseError('LOG_KEY_REFUSED', 'a rotation is under way: retire the old key first');
  const signer = newSigner(ring.origin);
  await log.appendOwn({ k: 'key', key: keyText(signer), op: 'add' });
  const next = { ...ring, signers: [...ring.signers, signer] };
  await saveKeyRing(path, next);
  log.signBy(next);
  return next;
}

/** Ends a rotation: an entry that both keys sign says that the old one goes, then it is deleted. Throws `LOG_KEY_REFUSED`. */
export async function retireKey(log: TransparencyLog, path: string, id: string): Promise<KeyRing> {
  const ring = await readKeyRing(path);
  const old = ring.signers.find((signer) => toHex(signer.id) === id);
  const signers = ring.signers.filter((signer) => signer !== old);
  if (!old || signers.length === 0)
    throw new FieldlapseError('LOG_KEY_REFUSED', `${id} is no key of ${ring.origin} that another one could replace`);
  await log.appendOwn({ k: 'key', key: keyText(old), op: 'retire' });
  const next = { ...ring, signers };
  await saveKeyRing(path, next);
  log.signBy(next);
  return next;
}

/**
 * After a key may have come into other hands: closes the log for good and makes the keys of a new one, whose first entry
 * names the final head of the old. Of entries that whoever has the key might add from now on none descends from the new log.
 */
export async function replaceLog(
  log: TransparencyLog,
  paths: { readonly old: string; readonly next: string },
  origin: string,
  now: number,
): Promise<KeyRing> {
  const ring = await readKeyRing(paths.old);
  if (origin === ring.origin)
    throw new FieldlapseError('LOG_KEY_REFUSED', `the new log needs another name than ${origin}`);
  const { size, root } = log.head();
  const from: OriginHead = { o: ring.origin, n: size, h: toBase64Url(root) };
  await log.close();
  const next = await createKeyRing(paths.next, origin, from);
  await saveKeyRing(paths.old, { ...ring, frozen: { size, at: now } });
  return next;
}
