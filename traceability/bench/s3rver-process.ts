// s3rver as a process of its own; tells its parent where it listens.
import { startS3rver } from '../test/support/buckets/s3rver.ts';

const { endpoint } = await startS3rver(process.argv[2]!);
process.send?.(endpoint);
