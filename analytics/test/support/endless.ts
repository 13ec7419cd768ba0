// A process whose model never comes back on a dark picture: prints what became of it, one JSON line. `node endless.ts FOLDER`.
import { silentLogger } from '@fieldlapse/runtime';
import { modelPoolConfig, openModelPool } from '@fieldlapse/analytics';

const [folder = ''] = process.argv.slice(2);
const refused = Promise.withResolvers<void>();
const config = modelPoolConfig.parse({ threads: 1, timeLimit: '1s', lookAgain: '1h' });
const pool = await openModelPool({ folders: [folder], config, logger: silentLogger, onChange: refused.resolve });
const black = { width: 32, height: 32, pixels: Buffer.alloc(32 * 32 * 3) };
const codes: string[] = [];
const run = (name: string) =>
  pool.run({ name, version: '1.0.0' }, black).then(
    ({ task }) => codes.push(task),
    (error: Error & { code?: string }) => codes.push(error.code ?? error.name),
  );
await Promise.all([run('endless-in-the-dark'), run('plant')]);
await refused.promise;
await run('endless-in-the-dark');
await run('plant');
await pool.close();
process.stdout.write(`${JSON.stringify({ codes, refused: pool.refused().map(({ error }) => error.message) })}\n`);
