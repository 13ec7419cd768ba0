import {
  anchorPlace,
  checkBucket,
  describeAnchorAccount,
  openAnchorWriter,
  readAnchorKey,
  readBucketKeys,
  type TraceabilityConfig,
} from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';
import { bad, type Finding } from './finding.ts';

/** Whether the bucket and the anchor of our log do what is asked of them; nothing of what is not configured. */
export async function logFindings(folder: DataFolder, { tiles, anchor }: TraceabilityConfig): Promise<Finding[]> {
  const asked = [tiles && bucket(folder, tiles), anchor && chain(folder, anchor)];
  return (await Promise.all(asked)).filter((one) => one !== undefined);
}

async function bucket(folder: DataFolder, tiles: NonNullable<TraceabilityConfig['tiles']>): Promise<Finding> {
  const what = 'bucket of the log';
  try {
    const { hasConditions } = await checkBucket({ ...tiles, keys: await readBucketKeys(folder.bucketKeys) });
    const text = `${tiles.bucket} at ${tiles.endpoint} lets us write, read, list and delete`;
    if (hasConditions) return { what, state: 'ok', text };
    const moment = 'it knows no conditions: a second server on the same log is seen only at its next batch';
    return { what, state: 'note', text: `${text}; ${moment}` };
  } catch (error) {
    return bad(what, error);
  }
}

/** Asked as the log does that writes there; nothing is sent. */
async function chain(folder: DataFolder, config: NonNullable<TraceabilityConfig['anchor']>): Promise<Finding> {
  const what = 'anchor of the log';
  try {
    const key = await readAnchorKey(folder.anchorKey);
    const { balance } = await describeAnchorAccount({ ...config, key });
    const place = anchorPlace(config);
    const { head } = await (await openAnchorWriter({ ...config, ...place, key })).view();
    const last = head ? `${head.size} entries at ${new Date(head.at).toISOString()}` : 'nothing yet';
    const text = `${place.contract} on chain ${place.chainId}, last anchored: ${last}; its account has ${balance} of the chain's coin`;
    return { what, state: head && Number(balance) > 0 ? 'ok' : 'note', text };
  } catch (error) {
    return bad(what, error);
  }
}
