/** What a model's card says of its accuracy, one line for each number or word; names as the card has them. */
export function accuracyLines(accuracy: Readonly<Record<string, unknown>>, before = ''): string[] {
  return Object.entries(accuracy).flatMap(([name, value]) => {
    const path = before ? `${before} · ${name}` : name;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return accuracyLines(value as Record<string, unknown>, path);
    }
    return [`${path}: ${Array.isArray(value) ? value.join(', ') : String(value)}`];
  });
}
