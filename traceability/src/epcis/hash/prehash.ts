import { eventOrder, type Order } from './order.ts';
import type { Element } from './tree.ts';
import { canonicalTime, canonicalValue } from './values.ts';

/** The text of an event that its hash is made of: kind, known elements in order, the rest sorted. */
export function prehashOf(type: string, elements: readonly Element[]): string {
  const { text, rest } = inOrder(elements, eventOrder, { top: true });
  return `eventType=${type}${text}${sorted(rest.map(freeText))}`;
}

/** What an order covers, as text, and what it leaves. */
interface Taken {
  readonly text: string;
  readonly rest: readonly Element[];
}

function inOrder(elements: readonly Element[], order: Order, { top = false } = {}): Taken {
  // Below the event itself, fields of other namespaces end the element that they stand in.
  const own =
    top || elements.length <= 1 ? [] : elements.filter(({ name }) => name.includes('{') && name.includes('/}'));
  const isOwn = new Set(own);
  const left = new Set(elements.filter((element) => !isOwn.has(element)));
  const rest: Element[] = [];
  let text = '';
  for (const [name, below] of order) {
    const found = [...left].filter((element) => element.name === name);
    const parts: string[] = [];
    for (const element of found) {
      left.delete(element);
      const inner = below ? inOrder(element.children, below) : { text: '', rest: element.children };
      const value = element.text.trim() === '' ? '' : `=${ordered(name, element.text.trim())}`;
      if (value !== '' || inner.text !== '') parts.push(name + value + inner.text);
      if (inner.rest.length > 0) rest.push({ ...element, children: inner.rest });
    }
    text += sorted(parts);
  }
  return { text: text + sorted(own.map(freeText)), rest: [...rest, ...left] };
}

/** Known fields with `time` in their name are times, the offset of the time zone is none. */
function ordered(name: string, text: string): string {
  const isTime = /time/i.test(name) && !/offset/i.test(name);
  return (isTime ? canonicalTime(text) : undefined) ?? canonicalValue(text);
}

/** An element that no order covers. */
function freeText({ name, text, children }: Element): string {
  const value = text.trim() === '' ? '' : `=${canonicalValue(text.trim())}`;
  if (!pairs.has(name) || children.length === 0) return name + value + sorted(children.map(freeText));
  // A transaction, source or destination is its type and itself, without a name around them.
  const type = children.filter((child) => child.name === 'type');
  const rest = children.filter((child) => child.name !== 'type');
  return [...type, ...rest].map(freeText).join('');
}
const pairs = new Set(['bizTransaction', 'source', 'destination']);

const sorted = (texts: readonly string[]): string => [...texts].sort(byCodePoint).join('');

/** Text order by code points, where the language's own is by UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
