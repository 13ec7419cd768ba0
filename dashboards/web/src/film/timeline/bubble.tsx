import type { SpritesAnswer } from '@fieldlapse/dashboards-server';
import { tileOf } from './sprites.ts';

interface BubbleProps {
  /** Where it points, px from the left of the timeline, which is `widthPx` wide. */
  readonly x: number;
  readonly widthPx: number;
  readonly words: string;
  /** Local day under the pointer; undefined on a card, which has no picture. */
  readonly day: string | undefined;
  readonly sprites: SpritesAnswer | undefined;
  /** Folder of the sheets of small pictures. */
  readonly sheets: string;
}

/** What lies under the pointer: the small picture of the day and its date. */
export function Bubble({ x, widthPx, words, day, sprites, sheets }: BubbleProps) {
  const tile = sprites && day !== undefined ? tileOf(sprites, day) : undefined;
  const half = tile && sprites ? sprites.tileWidthPx / 2 + 4 : 90;
  return (
    <output class="bubble" style={{ left: `${Math.min(Math.max(x, half), Math.max(half, widthPx - half))}px` }}>
      {tile && sprites && (
        <span
          class="tile"
          style={{
            width: `${sprites.tileWidthPx}px`,
            height: `${sprites.tileHeightPx}px`,
            backgroundImage: `url(${sheets}/${tile.sheet}.jpg)`,
            backgroundPosition: `-${tile.leftPx}px -${tile.topPx}px`,
          }}
        />
      )}
      <span style={tile && sprites ? { maxWidth: `${sprites.tileWidthPx}px` } : {}}>{words}</span>
    </output>
  );
}
