import { resolve } from 'node:path';
import { loadModel, modelPoolConfig, openModelPool, shippedModels, type LoadedModel } from '@fieldlapse/analytics';
import { errorTable, FieldlapseError } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { openDataFolder } from '../../data-folder.ts';
import { interrupted } from '../../interrupted.ts';

const timedRuns = 9;

/** `fieldlapse model check FOLDER`: exit code 1 where the server would refuse the model. */
export async function checkModel(folder: string, { json }: { json?: boolean }): Promise<number> {
  try {
    const model = await loadModel(resolve(folder), modelPoolConfig.parse({}), { signal: interrupted(), timedRuns });
    process.stdout.write(json ? `${JSON.stringify({ ok: true, ...shown(model) })}\n` : describe(model));
    return 0;
  } catch (error) {
    if (!(error instanceof FieldlapseError) || error.code !== 'MODEL_REFUSED') throw error;
    const { code, message } = error;
    process.stdout.write(
      json
        ? `${JSON.stringify({ ok: false, code, message })}\n`
        : `refused: ${message}\n→ ${errorTable[code].remedy}\n`,
    );
    return 1;
  }
}

/** `fieldlapse model list`: what runs, and what is refused and why. */
export async function listModels({ data, json }: { data: string; json?: boolean }): Promise<void> {
  const folders = [shippedModels, openDataFolder(data).models];
  const pool = await openModelPool({ folders, config: modelPoolConfig.parse({}), logger: silentLogger });
  try {
    const ready = await pool.ready();
    const refused = pool.refused().map(({ name, version, error: { message } }) => ({ name, version, message }));
    if (json) {
      process.stdout.write(`${JSON.stringify({ models: ready.map(shown), refused })}\n`);
      return;
    }
    if (ready.length + refused.length === 0) process.stderr.write(`No model in ${folders.join(' or ')}\n`);
    for (const model of ready)
      process.stdout.write(`${titleOf(model)}\t${model.card.task}\t${notesOf(model).join(', ')}\n`);
    for (const { message } of refused) process.stdout.write(`refused: ${message}\n`);
  } finally {
    await pool.close();
  }
}

const titleOf = ({ name, version }: LoadedModel) => `${name} ${version}`;

function notesOf({ card }: LoadedModel): string[] {
  return [
    ...(card.default ? ['default'] : []),
    ...(card.experimental ? ['experimental'] : []),
    card.validatedFor.length > 0 ? `validated for ${card.validatedFor.join(', ')}` : 'validated for nothing',
  ];
}

function shown({ card, modelHash, folder, trial }: LoadedModel) {
  const { name, version, task, title, experimental, licence, attribution, validatedFor, classes, accuracy } = card;
  const about = { name, version, task, title, experimental, default: card.default, licence, attribution };
  return { ...about, validatedFor, classes, accuracy, golden: card.golden !== undefined, modelHash, folder, ...trial };
}

function describe(model: LoadedModel): string {
  const { card, modelHash, trial } = model;
  const lines = [
    `${titleOf(model)}: ok`,
    `  ${card.task}: ${card.classes.join(', ')}`,
    `  ${notesOf(model).join(', ')}`,
    card.golden ? '  golden test passed' : '  no golden test in the card: that its numbers are right was not tried',
    `  ${trial.pictureMs?.toFixed(1)} ms for a picture of 640 × 480`,
    `  ${trial.runMs.toFixed(1)} ms and ${(trial.peakBytes / 1e6).toFixed(0)} MB for one tensor of ${trial.width} × ${trial.height}`,
    `  licence ${card.licence}${card.attribution ? `: ${card.attribution}` : ''}`,
    `  hash ${modelHash}`,
    ...(Object.keys(card.accuracy).length > 0 ? [`  accuracy ${JSON.stringify(card.accuracy)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
