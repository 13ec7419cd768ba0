import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countWith,
  mostModelBytes,
  parseCounterModel,
  trainCounter,
  type Accuracy,
  type CountAnswer,
  type CounterModel,
} from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';
import { decodeView } from '@fieldlapse/imaging';
import { writeFileDurably } from '@fieldlapse/runtime';
import {
  readCounts,
  readPictureFile,
  readPolygon,
  readTextFile,
  type CountColumns,
  type CountedPhoto,
} from '../../pictures/counted-photos.ts';
import { interrupted } from '../../interrupted.ts';
import { startProgress } from '../../progress.ts';

export interface CounterTrainArguments extends CountColumns {
  readonly view: string;
  readonly csv: string;
  readonly photos: string;
  readonly roi?: string;
  readonly objectWidth: number;
  readonly as: string;
  readonly site?: string;
  readonly camera?: string;
  readonly data: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `fieldlapse counter train`: learns to count in one fixed view from photos that a person counted; says how well it does. */
export async function counterTrainCommand(args: CounterTrainArguments): Promise<number> {
  const photos = readCounts(await readTextFile(args.csv), args.csv, args);
  const roi = args.roi === undefined ? undefined : readPolygon(await readTextFile(args.roi), args.roi);
  const progress = startProgress(`learning to count ${args.view}`);
  const { model } = await trainCounter(labelled(photos, args, progress.at), {
    ...{ name: args.view, version: args.as, objectWidth: args.objectWidth, signal: interrupted() },
    ...(args.site === undefined ? {} : { site: args.site }),
    ...(args.camera === undefined ? {} : { camera: args.camera }),
    ...(roi ? { roi } : {}),
  }).finally(progress.end);
  const file = args.out ?? join(args.data, 'models', args.view, args.as, 'counter.json');
  await writeFileDurably(file, `${JSON.stringify(model)}\n`);
  const { accuracy, reach } = model;
  process.stdout.write(args.json ? `${JSON.stringify({ file, reach, accuracy })}\n` : describe(file, model));
  return 0;
}

async function* labelled(
  photos: readonly CountedPhoto[],
  args: CounterTrainArguments,
  onPhoto: (done: number, total: number) => void,
): AsyncGenerator<CountedPhoto & { picture: Awaited<ReturnType<typeof decodeView>> }> {
  for (const [index, photo] of photos.entries()) {
    const jpeg = await readPictureFile(join(args.photos, photo.name), `${args.csv}:${photo.line}`);
    yield { ...photo, picture: await decodeView(jpeg) };
    onPhoto(index + 1, photos.length);
  }
}

/** `fieldlapse counter count`: counts in photos of the view. Exit code 2 where one could not be read. */
export async function counterCountCommand(
  photos: readonly string[],
  args: { readonly model: string; readonly json?: boolean },
): Promise<number> {
  const { size } = await stat(args.model).catch(() => ({ size: 0 }));
  if (size > mostModelBytes) throw new FieldlapseError('MODEL_REFUSED', `${args.model}: larger than ${mostModelBytes} bytes`); // prettier-ignore
  const model = parseCounterModel(await readTextFile(args.model));
  let unreadable = 0;
  for (const photo of photos) {
    const answer = await countPhoto(model, photo);
    if ('error' in answer) unreadable += 1;
    process.stdout.write(args.json ? `${JSON.stringify({ photo, ...answer })}\n` : `${photo}: ${inWords(answer)}\n`);
  }
  return unreadable > 0 ? 2 : 0;
}

async function countPhoto(model: CounterModel, photo: string): Promise<CountAnswer | { readonly error: string }> {
  try {
    return countWith(model, await decodeView(await readPictureFile(photo, photo)));
  } catch (error) {
    if (!(error instanceof FieldlapseError)) throw error;
    return { error: `${error.code}: ${error.message}` };
  }
}

function inWords(answer: CountAnswer | { readonly error: string }): string {
  if ('error' in answer) return answer.error;
  if ('count' in answer) return `${answer.count} (${answer.low}–${answer.high})`;
  const reasons = {
    blocked: 'something hides the view',
    infrared: 'a night picture, and none was among the counted photos',
    'view-lost': 'another view or another shape of picture',
  };
  return `unknown: ${reasons[answer.unknown]}`;
}

function describe(file: string, { accuracy, reach }: CounterModel): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const lines = [
    `${file}`,
    `on days that it did not learn from: ${rightOf(accuracy)} (${percent(accuracy.exactShare)}, 95 % interval ${percent(accuracy.exactLow)}–${percent(accuracy.exactHigh)})`,
    `mean error ${accuracy.meanAbsoluteError?.toFixed(2) ?? '–'}; 80 % of counts within ± ${reach.toFixed(1)}; always saying the median would be right in ${percent(accuracy.medianExactShare)}`,
    `left uncounted: ${accuracy.free - accuracy.answered} of ${accuracy.free} free views, ${accuracy.blockedLeftOut} of ${accuracy.blocked} blocked ones`,
  ];
  if (accuracy.days === 1) lines.push('all photos are of one day: expect worse on others');
  return `${lines.join('\n')}\n`;
}

const rightOf = ({ exact, free }: Accuracy): string => `${exact} of ${free} right`;
