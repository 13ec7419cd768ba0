import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from './en.ts';
import { formats, type Formats } from './formats.ts';
import { vi, type Texts } from './vi.ts';

export type Language = 'vi' | 'en';

/** The words and number formats of the chosen language. */
export interface Wording {
  readonly language: Language;
  readonly text: Texts;
  readonly format: Formats;
}

const storageKey = 'fieldlapse-language';

/** What the reader chose before, else the first of the two that the browser prefers, else Vietnamese. */
export function firstLanguage(): Language {
  const wished = [readChoice(), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (wished.find((tag) => tag === 'vi' || tag === 'en') as Language | undefined) ?? 'vi';
}

/** Keeps the choice for the next visit, where the browser allows it. */
export function keepChoice(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

export function wordingOf(language: Language, timeZone: string): Wording {
  return { language, text: language === 'vi' ? vi : en, format: formats(language, timeZone) };
}

export const WordingContext = createContext<Wording>(wordingOf('vi', 'Asia/Ho_Chi_Minh'));

export function useTexts(): Wording {
  return useContext(WordingContext);
}
