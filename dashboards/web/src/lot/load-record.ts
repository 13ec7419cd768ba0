import type { AboutLotAnswer } from '@fieldlapse/dashboards-server';
import { verifyBundle, type Verification } from '@fieldlapse/proof';
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
  const [about, policyText, text] = await Promise.all([
    ask(`${lot}/about.json`).then((answer) => answer.json() as Promise<AboutLotAnswer>),
    ask(`${siteRoot()}/trace/policy.txt`).then((answer) => answer.text()),
    ask(`${lot}/lot.json`).then((answer) => answer.text()),
  ]);
  const startedAt = performance.now();
  // The address of this page is what the phone read from the label.
  const { code } = /^#h=/.test(location.hash) ? readCode(location.href) : {};
  const { trusted } = readPolicy(policyText);
  const verification = verifyBundle(text, { ...(trusted && { trusted }), ...(code && { code }) });
  return { about, verification, tookMs: performance.now() - startedAt };
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw answer;
  return answer;
}
