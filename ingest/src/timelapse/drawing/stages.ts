import { isRice, type Language } from './words.ts';

/**
 * Growth stages of rice by BBCH code, first and last code of each. Limits: BBCH scale of rice (monograph edited by Meier,
 * 2001); those from 61 on and the Vietnamese names are common usage, not checked against a source.
 */
export const riceStages: readonly {
  readonly from: number;
  readonly to: number;
  readonly vi: string;
  readonly en: string;
}[] = [
  { from: 0, to: 9, vi: 'Nảy mầm', en: 'Germination' },
  { from: 10, to: 19, vi: 'Mạ, ra lá', en: 'Seedling, leaves' },
  { from: 20, to: 29, vi: 'Đẻ nhánh', en: 'Tillering' },
  { from: 30, to: 36, vi: 'Tượng đòng', en: 'Panicle initiation' },
  { from: 37, to: 39, vi: 'Lá đòng', en: 'Flag leaf' },
  { from: 40, to: 49, vi: 'Làm đòng', en: 'Booting' },
  { from: 50, to: 59, vi: 'Trổ bông', en: 'Heading' },
  { from: 60, to: 69, vi: 'Phơi màu', en: 'Flowering' },
  { from: 70, to: 79, vi: 'Ngậm sữa', en: 'Milk' },
  { from: 80, to: 88, vi: 'Vào chắc', en: 'Dough' },
  { from: 89, to: 89, vi: 'Chín', en: 'Ripe' },
  { from: 90, to: 99, vi: 'Chín rụi, thu hoạch', en: 'Over-ripe, harvest' },
];

/** Name of a stage where the crop is rice, as its `subject` says; null for other crops, whose codes mean other things. */
export function stageName(bbch: number, subject: string, language: Language): string | null {
  if (!isRice(subject)) return null;
  return riceStages.find(({ from, to }) => bbch >= from && bbch <= to)?.[language] ?? null;
}

/** `Đẻ nhánh (BBCH 25)`, or the code alone where there is no name. */
export function stageText({ bbch, name }: GrowthStage): string {
  const code = `BBCH ${String(bbch).padStart(2, '0')}`;
  return name === null ? code : `${name} (${code})`;
}

/** A growth stage as it is shown. */
export interface GrowthStage {
  readonly bbch: number;
  readonly name: string | null;
}
