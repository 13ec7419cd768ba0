import { FieldlapseError } from '@fieldlapse/contracts';
import { openDataFolder } from '../data-folder.ts';
import { openIdentities } from '../identities.ts';

/** `fieldlapse device add|token|remove`. The token is printed once, on stdout alone, so that a script can take it. */
export async function deviceCommand(
  verb: 'add' | 'token' | 'remove',
  device: string,
  args: { data: string; site?: string },
): Promise<void> {
  const identities = openIdentities(openDataFolder(args.data));
  if (verb === 'remove') {
    await identities.removeDevice(device);
    process.stderr.write(`${device} can no longer connect\n`);
    return;
  }
  if (verb === 'add' && args.site === undefined) throw new FieldlapseError('BAD_ARGUMENT', 'device add needs --site');
  const token =
    verb === 'add' ? await identities.addDevice(args.site ?? '', device) : await identities.renewDevice(device);
  process.stderr.write(`Token of ${device}; it is shown only now. Put it into the device's token file:\n`);
  process.stdout.write(`${token}\n`);
}

/** `fieldlapse device list`. */
export async function listDevices(args: { data: string }): Promise<void> {
  const devices = openIdentities(openDataFolder(args.data)).devices();
  if (devices.length === 0) process.stderr.write('No device yet: fieldlapse device add NAME --site SITE\n');
  for (const { id, site, createdAt } of devices) process.stdout.write(`${id}\t${site}\t${createdAt}\n`);
}
