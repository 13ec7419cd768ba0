// s3rver as a process of its own, by folder and port; tells its parent where it listens.
import { startS3rver } from './s3rver.ts';

const [, , folder = '', port = '0'] = process.argv;
const { endpoint } = await startS3rver(folder, Number(port));
process.send?.(endpoint);
