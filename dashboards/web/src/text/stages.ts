import type { Language } from './language.ts';

/** Stages of rice by BBCH code, first and last code of each (BBCH monograph, Meier 2001): the words that films are lettered with. */
const riceStages: readonly (readonly [from: number, to: number, vi: string, en: string])[] = [
  [0, 9, 'Nảy mầm', 'Germination'],
  [10, 19, 'Mạ, ra lá', 'Seedling, leaves'],
  [20, 29, 'Đẻ nhánh', 'Tillering'],
  [30, 36, 'Tượng đòng', 'Panicle initiation'],
  [37, 39, 'Lá đòng', 'Flag leaf'],
  [40, 49, 'Làm đòng', 'Booting'],
  [50, 59, 'Trổ bông', 'Heading'],
  [60, 69, 'Phơi màu', 'Flowering'],
  [70, 79, 'Ngậm sữa', 'Milk'],
  [80, 88, 'Vào chắc', 'Dough'],
  [89, 89, 'Chín', 'Ripe'],
  [90, 99, 'Chín rụi, thu hoạch', 'Over-ripe, harvest'],
];

interface Staged {
  readonly subject: string;
  readonly stages: readonly { readonly day: string; readonly bbch: number }[];
}

/** The growth stage that was last seen on or before a local day; undefined before the first. Other crops than rice have a code only. */
export function stageOn({ subject, stages }: Staged, day: string, language: Language): string | undefined {
  const seen = stages
    .filter((stage) => stage.day <= day)
    .toSorted((a, b) => a.day.localeCompare(b.day))
    .at(-1);
  if (!seen) return undefined;
  const code = `BBCH ${String(seen.bbch).padStart(2, '0')}`;
  const rice = /(^|[^\p{L}])(lúa|rice)($|[^\p{L}])/iu.test(subject.normalize('NFC'));
  const row = riceStages.find(([from, to]) => seen.bbch >= from && seen.bbch <= to);
  return rice && row ? `${language === 'vi' ? row[2] : row[3]} (${code})` : code;
}
