import type { FontWeight } from '../text.ts';

/** A rectangle on a sheet, points from its top left corner. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text; `y` is its baseline, points. */
export interface TextMark {
  readonly kind: 'text';
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight: FontWeight;
  readonly colour: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** What is drawn on a sheet, in this order; the same marks make the PDF and the JPEG. */
export type Mark =
  | TextMark
  | { readonly kind: 'fill'; readonly frame: Frame; readonly colour: string }
  | { readonly kind: 'hatch'; readonly frame: Frame }
  | { readonly kind: 'strip'; readonly frame: Frame; readonly png: Uint8Array }
  | {
      readonly kind: 'picture';
      readonly frame: Frame;
      readonly jpeg: () => Promise<Uint8Array | null>;
      /** Drawn over hatching where there is no picture. */
      readonly instead: readonly Mark[];
    };

/** One sheet, points. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** What sheets are laid out on: `height` is the most that one may have, `shrink` lets it be less. */
export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  readonly columns: number;
  readonly shrink: boolean;
  /** The most sheets that there may be. */
  readonly sheets: number;
}

export const ink = { dark: '#17211b', soft: '#56635b', line: '#c9d1cc', accent: '#2f6b3f' } as const;

/** A line of text, dark and regular where nothing else is said. */
export function textMark(
  text: string,
  place: Pick<TextMark, 'x' | 'y' | 'size'> & Partial<Omit<TextMark, 'kind' | 'text'>>,
): TextMark {
  return { kind: 'text', text, weight: 'regular', colour: ink.dark, anchor: 'start', ...place };
}
