import { inflateSync } from 'node:zlib';

/** What the tests read from a PDF of ours: lines of text by page, in the order in which they were drawn, and its JPEGs. */
export interface ReadPdf {
  readonly pages: readonly (readonly string[])[];
  readonly jpegs: readonly Buffer[];
  readonly fonts: readonly string[];
}

/** Reads a PDF by its cross-reference table, as readers do; throws where that is wrong. */
export function readPdf(pdf: Buffer): ReadPdf {
  const objects = objectsOf(pdf);
  const dictionaries = [...objects.values()];
  const pageObjects = dictionaries.filter(({ head }) => /\/Type \/Page\b/.test(head));
  const jpegs = dictionaries.filter(({ head }) => head.includes('/DCTDecode')).map(({ stream }) => stream!);
  const fonts = dictionaries.flatMap(({ head }) => /\/FontName \/(\S+)/.exec(head)?.[1] ?? []);
  const pages = pageObjects.map(({ head }) => {
    const at = (name: string) => objects.get(Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1]))!;
    const letters = lettersOf(at('Resources').head, objects);
    return linesOf(inflateSync(at('Contents').stream!).toString('latin1'), letters);
  });
  return { pages, jpegs, fonts };
}

interface PdfObject {
  readonly head: string;
  readonly stream: Buffer | null;
}

function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const text = pdf.toString('latin1');
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF');
  const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  const rows = [...text.slice(table).matchAll(/(\d{10}) \d{5} ([nf])/g)];
  const objects = new Map<number, PdfObject>();
  for (const [number, [, offset, kind]] of rows.entries()) {
    if (kind !== 'n') continue;
    const from = Number(offset);
    if (!text.startsWith(`${number} 0 obj`, from)) throw new Error(`object ${number} is not at ${from}`);
    const start = text.indexOf('stream\n', from);
    const end = text.indexOf('endobj', from);
    if (start < 0 || start > end) objects.set(number, { head: text.slice(from, end), stream: null });
    else {
      const head = text.slice(from, start);
      const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
      objects.set(number, { head, stream: pdf.subarray(start + 7, start + 7 + length) });
    }
  }
  return objects;
}

/** For each font of a page, its codes and the text that they stand for. */
function lettersOf(resources: string, objects: Map<number, PdfObject>): Map<string, Map<string, string>> {
  const fonts = [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)];
  return new Map(
    fonts.map(([, name, number]) => {
      const font = objects.get(Number(number))!.head;
      const cmap = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(font)?.[1]))!;
      return [name!, codesOf(inflateSync(cmap.stream!).toString('latin1'))];
    }),
  );
}

function codesOf(cmap: string): Map<string, string> {
  const codes = new Map<string, string>();
  for (const [, first, , list] of cmap.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
    for (const [index, [, hex]] of [...list!.matchAll(/<([\w ]*)>/g)].entries()) {
      const code = (parseInt(first!, 16) + index).toString(16).padStart(4, '0');
      codes.set(code, Buffer.from(hex!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    }
  }
  return codes;
}

/** Each `BT … ET` is one line of ours. */
function linesOf(content: string, letters: Map<string, Map<string, string>>): string[] {
  return [...content.matchAll(/BT\n([\s\S]*?)ET\n/g)].map(([, block]) => {
    const codes = letters.get(/\/(F\d+) /.exec(block!)![1]!)!;
    const shown = [...block!.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
    return shown.map((code) => codes.get(code) ?? '\ufffd').join('');
  });
}
