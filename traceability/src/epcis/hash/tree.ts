import {
  bizSteps,
  bizTransactionTypes,
  components,
  dispositions,
  exceptions,
  measurementTypes,
  sourceTypes,
  type Vocabulary,
} from '../vocabulary.ts';
import { isObject, type JsonObject } from '../validate/checks.ts';
import { numberText } from './values.ts';

/** An element of an event as its XML form has it: a name, perhaps text, perhaps elements below. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Addresses of namespaces by the prefix that `@context` declares for them. */
export type Namespaces = ReadonlyMap<string, string>;

/** The namespaces of contexts, inner ones last. */
export function namespacesOf(...contexts: readonly unknown[]): Namespaces {
  const parts = contexts.flatMap((context) => (Array.isArray(context) ? (context as unknown[]) : [context]));
  const declared = parts.flatMap((part) => (isObject(part) ? Object.entries(part) : []));
  return new Map(declared.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** The elements of an event, without those that say nothing about what happened. */
export function elementsOf(event: JsonObject, namespaces: Namespaces, ignored: ReadonlySet<string>): Element[] {
  const fields = Object.entries(event).filter(([key]) => !ignored.has(key));
  return corrected(fieldsOf(Object.fromEntries(fields), namespaces, '', 0));
}

const comments = new Set(['#text', 'rdfs:comment', 'comment']);
const mostDepth = 64;

/** Fields in the order of their names; a list gives an element for each of its own. */
function fieldsOf(object: JsonObject, namespaces: Namespaces, parent: string, depth: number): Element[] {
  if (depth > mostDepth) return [];
  const elements = Object.entries(object).flatMap(([key, value]) => {
    if (comments.has(key)) return [];
    const name = fullName(key, namespaces);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one) => elementOf(name, one, { namespaces, vocabulary: wordsOf(key, parent), depth }));
  });
  return elements.sort(byName);
}

const byName = (a: Element, b: Element): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

interface Around {
  readonly namespaces: Namespaces;
  readonly vocabulary: Vocabulary | undefined;
  readonly depth: number;
}

function elementOf(name: string, value: unknown, { namespaces, vocabulary, depth }: Around): Element {
  if (isObject(value)) {
    const text = typeof value['#text'] === 'string' ? value['#text'] : '';
    return { name, text, children: fieldsOf(value, namespaces, name, depth + 1) };
  }
  if (Array.isArray(value)) {
    const inner = (value as unknown[]).map((one) => elementOf('', one, { namespaces, vocabulary, depth: depth + 1 }));
    return { name, text: '', children: depth > mostDepth ? [] : inner };
  }
  return { name, text: textOf(value, namespaces, vocabulary), children: [] };
}

/** `ns:local` → `{https://…/}local` where the prefix is declared. */
function fullName(key: string, namespaces: Namespaces): string {
  const colon = key.indexOf(':');
  const namespace = colon < 0 ? undefined : namespaces.get(key.slice(0, colon));
  return namespace === undefined ? key : `{${namespace}}${key.slice(colon + 1)}`;
}

function textOf(value: unknown, namespaces: Namespaces, vocabulary: Vocabulary | undefined): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return value === null ? '' : String(value);
  if (vocabulary?.words.has(value)) return vocabulary.uri + value;
  const colon = value.indexOf(':');
  const namespace = colon < 0 ? undefined : namespaces.get(value.slice(0, colon));
  return namespace === undefined ? value : namespace + value.slice(colon + 1);
}

/** Whose words may stand in a field, by its name and by what it belongs to. */
function wordsOf(key: string, parent: string): Vocabulary | undefined {
  if (key === 'type') return typeWords[parent];
  return fieldWords[key];
}
const typeWords: Readonly<Record<string, Vocabulary>> = {
  bizTransactionList: bizTransactionTypes,
  sourceList: sourceTypes,
  destinationList: sourceTypes,
  sensorReport: measurementTypes,
};
const fieldWords: Readonly<Record<string, Vocabulary>> = {
  ...{ bizStep: bizSteps, disposition: dispositions, set: dispositions, unset: dispositions },
  ...{ exception: exceptions, component: components },
};

const elementNames: Readonly<Record<string, string>> = { inputEPC: 'epc', outputEPC: 'epc' };
const quantities = new Set(['quantity', 'inputQuantity', 'outputQuantity', 'childQuantity']);

/** Adds what XML has and JSON leaves out: elements of lists stand in the list, by the name of one of them. */
function corrected(elements: readonly Element[]): Element[] {
  const lists = new Map<string, Element[]>();
  const rest: Element[] = [];
  for (const element of elements) {
    const { name } = element;
    const one = name === 'childEPCs' ? 'epc' : name.endsWith('List') ? name.slice(0, -'List'.length) : undefined;
    const among = one === undefined ? rest : (lists.get(name) ?? []);
    among.push(one === undefined ? element : { ...element, name: one });
    if (one !== undefined) lists.set(name, among);
  }
  const whole = [...lists].map(([name, children]) => ({ name, text: '', children }));
  return [...rest, ...whole].map((element) => renamed({ ...element, children: corrected(element.children) }));
}

function renamed(element: Element): Element {
  const { name, children } = element;
  if (quantities.has(name) && (name !== 'quantity' || children.length > 0))
    return { ...element, name: 'quantityElement' };
  return { ...element, name: elementNames[name] ?? name };
}
