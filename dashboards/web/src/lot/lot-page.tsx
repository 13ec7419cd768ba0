import type { ProofLanguage } from '@fieldlapse/proof';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Steps, VerdictBar } from '../verifier/result.tsx';
import { firstLanguage, texts as verifierTexts } from '../verifier/text.ts';
import { LotFilm, LotPicture, pictureOf } from './film.tsx';
import { Coverage, GrowthCurve, Treatments } from './growing.tsx';
import { Alerts, History } from './history.tsx';
import { loadRecord, lotAddress, verifierAddress, type LoadedRecord } from './load-record.ts';
import { LotFacts, Stages, productOf } from './lot-facts.tsx';
import { lotTexts, momentText } from './lot-text.ts';
import { toldBy } from './told.ts';

type Loading = { readonly state: 'loading' | 'absent' | 'unreachable' };

/** What a buyer sees who scans a label: only what the record holds and proves, and what of it could not be checked. */
export function LotPage() {
  const [language, setLanguage] = useState<ProofLanguage>(firstLanguage);
  const [loaded, setLoaded] = useState<LoadedRecord | Loading>({ state: 'loading' });
  useEffect(() => {
    loadRecord().then(setLoaded, (error: unknown) =>
      setLoaded({ state: error instanceof Response && error.status === 404 ? 'absent' : 'unreachable' }),
    );
  }, []);
  useEffect(() => void (document.documentElement.lang = language), [language]);
  useEffect(() => {
    addEventListener('beforeprint', openAll);
    return () => removeEventListener('beforeprint', openAll);
  }, []);
  return (
    <main>
      <button
        type="button"
        class="quiet language"
        lang={language === 'vi' ? 'en' : 'vi'}
        onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
      >
        {language === 'vi' ? 'English' : 'Tiếng Việt'}
      </button>
      {'state' in loaded ? (
        <p role="status">{lotTexts[language][loaded.state]}</p>
      ) : (
        <Loaded record={loaded} language={language} />
      )}
    </main>
  );
}

function Loaded({ record, language }: { readonly record: LoadedRecord; readonly language: ProofLanguage }) {
  const { about, verification, tookMs } = record;
  const { bundle, chains, labelSeq } = verification;
  const text = lotTexts[language];
  const told = useMemo(() => toldBy(chains ?? [], labelSeq), [chains, labelSeq]);
  const title =
    productOf(
      about,
      told.find(({ kind }) => kind === 'planting'),
    ) ?? about.lot;
  useEffect(() => void (document.title = `${title} · ${about.lot}`), [title]);
  const parts = { told, language };
  return (
    <>
      <header>
        <h1>{title}</h1>
        <p>
          {about.site} · {about.lot}
        </p>
      </header>
      <section aria-label={text.proof} class="proof">
        <VerdictBar verdict={verification.verdict} language={language} />
        <p class="note">
          {text.proofLead} {location.hash === '' && text.noCode}
        </p>
        <details>
          <summary>{text.steps}</summary>
          <Steps steps={verification.steps} language={language} />
          <p class="note">{verifierTexts[language].checkedIn(tookMs)}</p>
          {about.anchor && (
            <p class="note anchor">
              {text.anchored(about.anchor, momentText(about.anchor.askedAt, about.timeZone, language))}
            </p>
          )}
        </details>
      </section>
      {bundle && <LotPicture bundle={bundle} alt={title} />}
      <LotFacts about={about} isPictured={bundle !== undefined && pictureOf(bundle) !== undefined} {...parts} />
      <Stages about={about} {...parts} />
      {bundle && <LotFilm bundle={bundle} language={language} />}
      <GrowthCurve {...parts} />
      <Alerts {...parts} />
      <Treatments {...parts} />
      <Coverage {...parts} />
      <History {...parts} />
      <section aria-labelledby="limits" class="limits">
        <h2 id="limits">{text.limits}</h2>
        <ul>
          {text.limitList.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
        <p class="note">{text.scans(about.scans)}</p>
      </section>
      <nav class="take">
        <a href={`${lotAddress()}/lot.json`} download="lot.json">
          {text.download}
        </a>
        <a href={verifierAddress()} download="verify.html">
          {text.verifier}
        </a>
        <button type="button" class="quiet" onClick={() => print()}>
          {text.print}
        </button>
      </nav>
    </>
  );
}

/** Paper cannot be opened by a finger. */
function openAll(): void {
  for (const part of document.querySelectorAll('details')) part.open = true;
}
