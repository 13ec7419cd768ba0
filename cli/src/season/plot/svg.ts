/** An SVG element: its attributes are escaped, its parts are elements already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...parts: readonly string[]
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escapeText(value)}"`)
    .join('');
  return parts.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${parts.join('')}</${name}>`;
}

/** Text for between the tags. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function label(
  text: string,
  x: number,
  y: number,
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, 'font-size': 12, fill: '#333', ...attributes }, escapeText(text));
}

/** Path through points; a new stroke begins behind a null. */
export function pathOf(points: readonly ({ x: number; y: number } | null)[]): string {
  let pen = 'M';
  let path = '';
  for (const point of points) {
    if (point === null) pen = 'M';
    else {
      path += `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
      pen = 'L';
    }
  }
  return path;
}
