import type { Language } from './words.ts';

/** What stands in the braces of a rule's texts. */
export interface Fillings {
  readonly value: number | null;
  readonly unit: string;
  readonly level: number | null;
  /** How long it has stood. */
  readonly hours: number;
  readonly place: string;
}

/** A number as it is written in the language: two digits after the point below 10, one above, none at 100. */
function written(value: number | null, language: Language): string {
  if (value === null) return '–';
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: digits }).format(value);
}

/** A rule's text with `{value}`, `{unit}`, `{level}`, `{hours}` and `{place}` filled in; other braces stay as they are. */
export function filled(text: string, { value, unit, level, hours, place }: Fillings, language: Language): string {
  const words: Readonly<Record<string, string>> = {
    ...{ value: written(value, language), unit, level: written(level, language), place },
    hours: written(Math.round(hours), language),
  };
  return text.replace(/\{(\w+)\}/g, (braces, name: string) => (Object.hasOwn(words, name) ? words[name]! : braces));
}
