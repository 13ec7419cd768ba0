import type { AboutLotAnswer } from '@fieldlapse/dashboards-server';
import { attempt, entryHead, parseBundle, parseEntry, verifyBundle, type Verification } from '@fieldlapse/proof';
import { readCode, readPolicy } from '../verifier/given.ts';

/** The lot as its page shows it: what the server says of it, and what came of checking that. */
export interface LoadedRecord {
  readonly about: AboutLotAnswer;
  readonly verification: Verification;
  readonly tookMs: number;
}

/** Address of the lot, without the fragment: everything of it lies below. */
export const lotAddress = (): string => location.pathname.replace(/\/+$/, '');
const siteRoot = (): string => lotAddress().replace(/\/01\/\d{14}\/10\/[^/]+$/, '');
export const verifierAddress = (): string => `${siteRoot()}/trace/verify.html`;

/** Fetches the lot and checks it here. Rejects where the server does not answer; a `Response` of 404 is thrown as it is. */
export async function loadRecord(): Promise<LoadedRecord> {
  const lot = lotAddress();
  const [about, policyText, newest] = await Promise.all([
    ask(`${lot}/about.json`).then((answer) => answer.json() as Promise<AboutLotAnswer>),
    ask(`${siteRoot()}/trace/policy.txt`).then((answer) => answer.text()),
    ask(`${lot}/lot.json`).then((answer) => answer.text()),
  ]);
  const text = await forThisLabel(newest);
  const startedAt = performance.now();
  // The address of this page is what the phone read from the label.
  const { code } = /^#h=/.test(location.hash) ? readCode(location.href) : {};
  const { trusted } = readPolicy(policyText);
  const verification = verifyBundle(text, { ...(trusted && { trusted }), ...(code && { code }) });
  return { about, verification, tookMs: performance.now() - startedAt };
}

/** A lot may have been labelled several times: asks for the bundle that commits to the label in hand, where it is one of them. */
async function forThisLabel(newest: string): Promise<string> {
  const head = location.hash.replace(/^#h=/, '');
  const bundle = attempt(() => parseBundle(newest));
  if (head === '' || 'fault' in bundle || bundle.value.label?.head === head) return newest;
  const own = bundle.value.chains[0]?.entries ?? [];
  const place = own.findIndex(({ entry }) => {
    const parsed = attempt(() => parseEntry(entry));
    return 'value' in parsed && parsed.value.k === 'label' && entryHead(entry) === head;
  });
  return place < 0 ? newest : (await ask(`${lotAddress()}/lot.json?label=${place}`)).text();
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw answer;
  return answer;
}
