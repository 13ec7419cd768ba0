import { z } from 'zod';

/** What of a model's card says where its accuracy holds. */
export const modelValidity = z.object({
  /** Crops that it was measured on. */
  validatedFor: z.array(z.string()).default([]),
  /** True where it was measured in the very view. */
  validatedHere: z.boolean().default(false),
});

/** Names of one crop or animal as farms and model cards write them. */
const sameCrops: readonly (readonly string[])[] = [
  ['rice', 'lúa'],
  ['peanut', 'groundnut', 'lạc', 'đậu phộng', 'đậu phụng'],
  ['maize', 'corn', 'ngô', 'bắp'],
  ['soybean', 'đậu nành', 'đậu tương'],
  ['durian', 'sầu riêng'],
  ['mango', 'xoài'],
  ['coffee', 'cà phê'],
  ['chicken', 'gà'],
  ['egg', 'eggs', 'trứng'],
];

/** Whether a model was measured in the very view, or on this crop; on an unknown subject nobody can tell: false. */
export function isValidatedFor(
  { validatedFor, validatedHere }: z.infer<typeof modelValidity>,
  subject: string | undefined,
): boolean {
  if (validatedHere || subject === undefined) return validatedHere;
  const words = ` ${wordsOf(subject)} `;
  return validatedFor.some((crop) => namesOf(crop).some((name) => words.includes(` ${name} `)));
}

function namesOf(crop: string): readonly string[] {
  const name = wordsOf(crop);
  return sameCrops.find((names) => names.includes(name)) ?? [name];
}

/** Lower case, one blank between words, no punctuation. */
function wordsOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
