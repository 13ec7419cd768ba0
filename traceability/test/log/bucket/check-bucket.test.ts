import { expect, it, onTestFinished } from 'vitest';
import { checkBucket } from '../../../src/index.ts';
import { startStrictBucket, strictKeys, strictRegion, type StrictBucket } from '../../support/buckets/strict-bucket.ts';

/** A bucket with an object in it that is nobody's business. */
async function bed(): Promise<StrictBucket & { check(change?: object): ReturnType<typeof checkBucket> }> {
  const strict = await startStrictBucket();
  onTestFinished(strict.close);
  strict.objects.set('farm/fieldlapse/log/checkpoint', { bytes: Buffer.from('signed'), headers: {} });
  const { endpoint } = strict;
  const options = { endpoint, bucket: 'records', region: strictRegion, keys: strictKeys, prefix: 'farm/', timeoutMs: 1000 }; // prettier-ignore
  return Object.assign(strict, { check: (change: object = {}) => checkBucket({ ...options, ...change }) });
}

it('a bucket that lets a log in is left as it was, and it is told whether it knows conditions', async () => {
  const strict = await bed();
  expect(await strict.check()).toEqual({ hasConditions: true });
  for (const conditions of ['ignored', 'unknown'] as const) {
    strict.conditions = conditions;
    expect(await strict.check()).toEqual({ hasConditions: false });
  }
  expect([...strict.objects.keys()]).toEqual(['farm/fieldlapse/log/checkpoint']);
});

it.each([
  ['looking for what is not there', 'GET', 'farm/fieldlapse-doctor/'],
  ['writing', 'PUT', 'farm/fieldlapse-doctor/'],
  ['listing and deleting', 'GET', ''],
  ['listing and deleting', 'DELETE', 'farm/fieldlapse-doctor/'],
])('what the key may not do is named: %s (%s)', async (what, method, path) => {
  const strict = await bed();
  strict.faultOf = (asked, key) =>
    asked === method && (path === '' ? key === '' : key.startsWith(path))
      ? { when: 'before', status: 403, code: 'AccessDenied' }
      : undefined;
  const error: unknown = await strict.check().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'BUCKET_REFUSED', message: expect.stringContaining(`${what}: `) as string });
  expect((error as Error).message).toContain('s3:DeleteObject');
  for (const secret of Object.values(strictKeys)) expect((error as Error).message).not.toContain(secret);
});
