import type { TimelineAnswer } from '@fieldlapse/dashboards-server';

/** One vertical stroke for each day (for each frame in the film of one day), as an SVG path that stands on `ground` px. */
export function stalkPath(film: TimelineAnswer, x: (time: number) => number, ground: number): string {
  const oneDay = film.days.length === 1;
  const most = Math.max(1, ...film.days.map(({ at, expected }) => Math.max(at.length, expected ?? 0)));
  const strokes = film.days.flatMap(({ at }) => {
    if (oneDay) return at.map((time) => stroke(x(time), 0.8));
    const middle = ((at[0] ?? 0) + (at.at(-1) ?? 0)) / 2;
    return [stroke(x(middle), 0.25 + 0.65 * (at.length / most))];
  });
  return strokes.join('');

  function stroke(px: number, share: number): string {
    return `M${px.toFixed(1)} ${ground}V${(ground - share * (ground - 6)).toFixed(1)}`;
  }
}
