import { FieldlapseError } from '@fieldlapse/contracts';
import { openIntakeReader, type Stores } from '@fieldlapse/store';

/** The site that has the camera; throws `UNKNOWN_CAMERA`, also where two have one of that name. */
export async function siteOf(
  stores: Stores,
  { camera, site }: { readonly camera: string; readonly site?: string | undefined },
): Promise<string> {
  const intake = await openIntakeReader(stores.records);
  const known = await intake.cameras().finally(() => intake.close());
  const named = known.filter((one) => one.camera === camera && (site === undefined || one.site === site));
  if (named.length === 1 && named[0]) return named[0].site;
  const list = (named.length > 0 ? named : known).map((one) => `--site ${one.site} --camera ${one.camera}`).join(', ');
  const what =
    named.length > 0 ? `more than one site has a camera "${camera}"` : `no frame of camera "${camera}" is stored`;
  throw new FieldlapseError('UNKNOWN_CAMERA', `${what}; there are: ${list || 'none yet'}`);
}
