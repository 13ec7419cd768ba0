import { FieldlapseError } from '@fieldlapse/contracts';

/** A larger document is refused before it is parsed, bytes. */
const mostDocumentBytes = 64 * 1024 * 1024;
const mostDepth = 100;

/** Parses an EPCIS document; `name` is for messages. Throws `EPCIS_UNREADABLE`. */
export function parseEpcis(bytes: Uint8Array, name: string): unknown {
  const refuse = (what: string, cause?: unknown) =>
    new FieldlapseError('EPCIS_UNREADABLE', `${name}: ${what}`, { cause });
  if (bytes.length > mostDocumentBytes) throw refuse(`it has more than ${mostDocumentBytes} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) > mostDepth) throw refuse(`it is nested deeper than ${mostDepth}`);
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof FieldlapseError ? error : refuse((error as Error).message, error);
  }
}

/** How deep the brackets of a JSON text go; those in strings do not count. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '{' || sign === '[')) deepest = Math.max(deepest, (depth += 1));
    else if (!quoted && (sign === '}' || sign === ']')) depth -= 1;
  }
  return deepest;
}
