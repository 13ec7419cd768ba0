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

/** Whether one of the crops that a method was measured on is this one; of an unknown subject nobody can tell: false. */
export function isValidatedFor(validatedFor: readonly string[], subject: string | undefined): boolean {
  if (subject === undefined) return false;
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
