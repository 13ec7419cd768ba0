// A process of its own in which a model is tried before the server runs it: what crashes, hangs or eats memory ends here.
import { writeFile } from 'node:fs/promises';
import type { RgbPicture } from '@fieldlapse/imaging';
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelCard } from '../card/schema.ts';
import { largestPicture } from '../input/placement.ts';
import type { ModelOutput } from '../model-output.ts';
import { requireGolden } from '../output/golden.ts';
import type { Begun, Trial, TrialAnswer, TrialOrder } from './messages.ts';
import { openSession, reasonOf } from './open-session.ts';
import { runPicture } from './run-picture.ts';

process.once('message', (order: TrialOrder) => {
  void answer(order).then((given) => process.send!(given, undefined, undefined, () => process.disconnect()));
});

async function answer(order: TrialOrder): Promise<TrialAnswer> {
  try {
    return { trial: await tryModel(order) };
  } catch (error) {
    return { fault: reasonOf(error) };
  }
}

async function tryModel({ folder, card, golden, timedRuns }: TrialOrder): Promise<Trial> {
  await offerMyself();
  const before = process.memoryUsage.rss();
  const session = await openSession(folder, card);
  if (golden) requireGolden(await timed(session, card, golden), card);
  const { width, height } = largestPicture(card.input);
  // The first run makes room for the next.
  const [, runMs = NaN] = await timesOf(session, card, pattern(width, height), 2);
  const peakBytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
  const trial = { peakBytes, runMs, width, height };
  if (timedRuns === 0) return trial;
  const times = await timesOf(session, card, pattern(640, 480), timedRuns);
  return { ...trial, pictureMs: times.sort((a, b) => a - b)[Math.floor(timedRuns / 2)]! };
}

async function timesOf(
  session: InferenceSession,
  card: ModelCard,
  picture: RgbPicture,
  runs: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await timed(session, card, picture);
    times.push(performance.now() - began);
  }
  return times;
}

/** A run that the process outside watches the time of. */
function timed(session: InferenceSession, card: ModelCard, picture: RgbPicture): Promise<ModelOutput> {
  process.send!({ begun: true } satisfies Begun);
  return runPicture(session, card, picture);
}

/** Where the machine's memory ends, Linux ends this process first. */
async function offerMyself(): Promise<void> {
  await writeFile('/proc/self/oom_score_adj', '1000').catch(() => {});
}

/** A picture of every colour, the same each time. */
function pattern(width: number, height: number): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0, state = 1; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    pixels[at] = state >> 16;
  }
  return { width, height, pixels };
}
