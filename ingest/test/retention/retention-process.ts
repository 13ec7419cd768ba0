// `node retention-process.ts FOLDER`: retention on an archive, until it is killed.
import { openArchive } from './archive.ts';

const archive = await openArchive(process.argv[2]);
await archive.start({ policy: { keepOriginalsDays: 30, keepPerDay: 2 } });
