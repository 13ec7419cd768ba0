import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainCounter, type LabelledPicture } from '@fieldlapse/analytics';
import { decodeView } from '@fieldlapse/imaging';

// How well a folder of counted photos can be learned: node analytics/bench/count-report.ts FOLDER OBJECT_WIDTH [ROI.json]
// FOLDER/truth.csv has filename,num_eggs,visible_hens; the day is the first YYYY-MM-DD in the name.
const [folder, objectWidth, roiFile] = process.argv.slice(2);
if (!folder || !objectWidth) throw new Error('name a folder with truth.csv, and the width of an object, such as 0.05');

const rows = readFileSync(join(folder, 'truth.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [name = '', count, hens] = line.split(',');
    return { name, count: Number(count), blocked: Number(hens) > 0, day: /\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? '' };
  });

async function* labelled(): AsyncGenerator<LabelledPicture> {
  for (const { name, ...row } of rows) yield { ...row, picture: await decodeView(readFileSync(join(folder!, name))) };
}

const { model, rehearsed } = await trainCounter(labelled(), {
  ...{ name: 'report', version: '1.0.0', objectWidth: Number(objectWidth) },
  ...(roiFile ? { roi: JSON.parse(readFileSync(roiFile, 'utf8')) as [number, number][] } : {}),
});

for (const [index, { day, count, blocked, answer }] of rehearsed.entries()) {
  const said = typeof answer === 'number' ? `${Math.round(answer)} (${answer.toFixed(2)})` : answer;
  console.log(`${rows[index]!.name} ${day}: counted ${count}${blocked ? ', blocked' : ''}; said ${said}`);
}
const free = rehearsed.filter((one) => !one.blocked);
const last = free.filter((one, index) => index > 0 && free[index - 1]!.count === one.count).length;
const answered = rehearsed.filter(({ answer }) => typeof answer === 'number');
const right = answered.filter(({ answer, count }) => Math.round(answer as number) === count).length;
console.log(JSON.stringify(model.accuracy, undefined, 2));
console.log(`all pictures: ${rehearsed.length}, answered ${answered.length}, of these right ${right}`);
console.log(
  `baselines, exact of ${free.length} free: median of other days ${Math.round(model.accuracy.medianExactShare * free.length)}, the count before (told by a person) ${last}`,
);
console.log(
  `80 % interval ± ${model.reach.toFixed(2)}; sizes ${model.finders.map(({ radiusPx, uses }) => `${radiusPx.toFixed(1)} px ${uses}`).join(', ')}`,
);
console.log(`model ${JSON.stringify(model).length} bytes`);
