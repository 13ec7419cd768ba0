/** How good a model was on pictures that it had never seen, as its card has it. */
export interface UnseenAccuracy {
  /** Intersection over union of what it found and what people drew, 0–1. */
  readonly iou: number;
  /** Error of the cover in percentage points. */
  readonly errorMean: number;
  readonly errorMax: number;
  readonly photos: number;
}

/** Reads `fresh.allScenes.model` of a card's accuracy; undefined where the card has no such table. */
export function unseenAccuracy(accuracy: Readonly<Record<string, unknown>>): UnseenAccuracy | undefined {
  const table = ['fresh', 'allScenes', 'model'].reduce<unknown>(
    (found, name) => (isRecord(found) ? found[name] : undefined),
    accuracy,
  );
  if (!isRecord(table)) return undefined;
  const { iou, coverErrorMean: errorMean, coverErrorMax: errorMax, photos } = table;
  if ([iou, errorMean, errorMax, photos].some((value) => typeof value !== 'number')) return undefined;
  return { iou, errorMean, errorMax, photos } as UnseenAccuracy;
}

/** What a card says of its accuracy in single words and numbers, a line for each; tables in lists are left to the card. */
export function accuracyLines(accuracy: Readonly<Record<string, unknown>>, before = ''): string[] {
  return Object.entries(accuracy).flatMap(([name, value]) => {
    const path = before ? `${before} · ${name}` : name;
    if (isRecord(value)) return accuracyLines(value, path);
    return Array.isArray(value) ? [] : [`${path}: ${String(value)}`];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
