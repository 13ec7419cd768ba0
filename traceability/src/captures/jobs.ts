import type { CaptureJob, CaptureProblem } from '@fieldlapse/contracts';
import type { CaptureTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** Older ones are forgotten; their events stay. */
const mostJobs = 1000;

/** Remembers a document, and forgets the oldest where there are too many. */
export async function keepJob(trx: Kysely<CaptureTables>, job: CaptureJob, by: string): Promise<void> {
  const row = { ...job, by, problems: JSON.stringify(job.problems) };
  await trx.insertInto('jobs').values(row).execute();
  await trx
    .deleteFrom('jobs')
    .where('seq', '<=', (from) => from.selectFrom('jobs').select((is) => is(is.fn.max('seq'), '-', mostJobs).as('old')))
    .execute();
}

/** The document of that id where that partner handed it over. */
export async function jobOf(db: Kysely<CaptureTables>, id: string, by: string): Promise<CaptureJob | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select(['id', 'behaviour', 'createdAt', 'finishedAt', 'captured', 'problems'])
    .where('id', '=', id)
    .where('by', '=', by)
    .executeTakeFirst();
  return row && { ...row, problems: JSON.parse(row.problems) as CaptureProblem[] };
}
