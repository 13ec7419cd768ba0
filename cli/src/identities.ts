import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FieldlapseError, parseDeviceId, parseSiteId, sha256Hex, topics } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import type { Identity } from '@fieldlapse/broker';
import { z } from 'zod';
import { lockWhenFree, type DataFolder } from './data-folder.ts';

const services = ['intake', 'timelapse', 'analytics', 'alerts', 'delivery'] as const;
type ServiceId = (typeof services)[number];

const entry = z.object({
  id: z.string(),
  tokenSha256: z.string(),
  createdAt: z.string(),
  role: z.union([z.object({ device: z.string(), site: z.string() }), z.object({ service: z.enum(services) })]),
});
type Entry = z.infer<typeof entry>;
const identitiesFile = z.object({ v: z.literal(1), identities: z.array(entry) });

/** Who may connect: tokens are random 256-bit words, kept as SHA-256; each role has its topics. */
export interface Identities {
  /** Re-reads the file when it has changed, so that a device added by another command is known at once. */
  lookup(id: string): Promise<Identity | undefined>;
  devices(): { id: string; site: string; createdAt: string }[];
  /** SHA-256 of a device's token, to sign its desired configuration; undefined where it is unknown. */
  tokenSha256Of(device: string): string | undefined;
  /** Registers a device and returns its token, which is not kept. Throws `DEVICE_EXISTS`. */
  addDevice(site: string, device: string): Promise<string>;
  /** A new token for a device; the old one ends. Throws `UNKNOWN_DEVICE`. */
  renewDevice(device: string): Promise<string>;
  removeDevice(device: string): Promise<void>;
  /** The token of a local service or of a device that runs on this machine, made at first use and kept (0600). */
  localToken(id: ServiceId): Promise<string>;
  localDeviceToken(site: string, device: string): Promise<string>;
}

export function openIdentities(folder: DataFolder): Identities {
  const path = join(folder.secrets, 'identities.json');
  let known: Entry[] = [];
  let readAt = -1;

  const parse = (text: string) => identitiesFile.parse(JSON.parse(text)).identities;
  const read = () => (known = existsSync(path) ? parse(readFileSync(path, 'utf8')) : []);
  /** One change at a time, whichever process makes it; `next` gets what stands in the file and may throw. */
  async function change(next: (now: Entry[]) => Entry[]): Promise<void> {
    const unlock = await lockWhenFree(folder, 'identities');
    try {
      await writeFileDurably(path, `${JSON.stringify({ v: 1, identities: next(read()) }, null, 2)}\n`, 0o600);
      read();
    } finally {
      unlock();
    }
  }

  /** Gives an identity a new token; `check` sees the one that it replaces and may throw. */
  async function put(
    id: string,
    role: Entry['role'],
    check: (old: Entry | undefined) => void = () => {},
  ): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await change((now) => {
      check(now.find((one) => one.id === id));
      const fresh = { id, tokenSha256: sha256Hex(token), createdAt: new Date().toISOString(), role };
      return [...now.filter((one) => one.id !== id), fresh];
    });
    return token;
  }

  /** A token kept in a file of its own, valid as long as the registered hash is that of the file. */
  async function kept(id: string, role: Entry['role']): Promise<string> {
    const file = join(folder.secrets, `${id}.token`);
    const there = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (there && read().some((one) => one.id === id && one.tokenSha256 === sha256Hex(there))) return there;
    const token = await put(id, role);
    await writeFileDurably(file, `${token}\n`, 0o600);
    return token;
  }

  return {
    async lookup(id) {
      const changed = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      if (changed !== readAt) {
        known = changed === 0 ? [] : parse(await readFile(path, 'utf8'));
        readAt = changed;
      }
      const found = known.find((one) => one.id === id);
      return found && { id, tokenSha256: found.tokenSha256, ...rightsOf(found.role) };
    },
    devices: () =>
      read().flatMap(({ id, createdAt, role }) => ('device' in role ? [{ id, site: role.site, createdAt }] : [])),
    tokenSha256Of: (device) => read().find(({ id, role }) => id === device && 'device' in role)?.tokenSha256,
    async addDevice(site, device) {
      return put(parseDeviceId(device), { device, site: parseSiteId(site) }, (old) => {
        if (old || isService(device)) throw new FieldlapseError('DEVICE_EXISTS', `${device} is registered already`);
      });
    },
    async renewDevice(device) {
      return put(device, deviceNamed(device, read()).role);
    },
    removeDevice: (device) => change((now) => now.filter((one) => one !== deviceNamed(device, now))),
    localToken: (id) => kept(id, { service: id }),
    localDeviceToken: (site, device) => kept(parseDeviceId(device), { device, site: parseSiteId(site) }),
  };
}

const isService = (id: string) => (services as readonly string[]).includes(id);

function deviceNamed(device: string, among: readonly Entry[]): Entry {
  const found = among.find(({ id, role }) => id === device && 'device' in role);
  if (!found) throw new FieldlapseError('UNKNOWN_DEVICE', `${device} is not registered`);
  return found;
}

/** The topic filters of a role; least rights: a device has its own prefix, a service what it reads and writes. */
function rightsOf(role: Entry['role']): { publish: string[]; subscribe: string[] } {
  if ('device' in role) {
    const [site, device] = [parseSiteId(role.site), parseDeviceId(role.device)];
    return { publish: [topics.upOf(site, device)], subscribe: [topics.downOf(site, device)] };
  }
  const notices = topics.anyNotice('+');
  if (role.service === 'intake') return { publish: [topics.anyDown('+'), notices], subscribe: [topics.anyUp('+')] };
  return { publish: [notices], subscribe: [notices] };
}
