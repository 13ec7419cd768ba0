import type { SitesAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { openLive } from './api/live.ts';
import { LiveContext, useServer } from './api/use-server.ts';
import { unreachable } from './api/client.ts';
import { Empty } from './now/empty.tsx';
import { Masthead } from './now/masthead.tsx';
import { SitePage } from './now/site-page.tsx';
import { WordingContext, firstLanguage, keepChoice, useTexts, wordingOf, type Language } from './text/language.ts';
import { usePlace } from './place.ts';

/** The whole page: one site at a time. */
export function App() {
  const [connected, setConnected] = useState(true);
  const live = useMemo(() => openLive(setConnected), []);
  const [language, setLanguage] = useState(firstLanguage);
  const choose = (next: Language) => {
    keepChoice(next);
    setLanguage(next);
  };
  return (
    <LiveContext.Provider value={live}>
      <WordingContext.Provider value={useMemo(() => wordingOf(language, 'Asia/Ho_Chi_Minh'), [language])}>
        <Farm connected={connected} onLanguage={choose} />
      </WordingContext.Provider>
    </LiveContext.Provider>
  );
}

function Farm({ connected, onLanguage }: { connected: boolean; onLanguage: (language: Language) => void }) {
  const { text, language } = useTexts();
  const { value, problem } = useServer<SitesAnswer>('api/sites', ({ kind }) => kind === 'frame' || kind === 'film');
  const [place, go] = usePlace();
  const site = value?.sites.find(({ id }) => id === place.site) ?? value?.sites[0];
  // Dates and times are those of the farm, wherever the reader is.
  const wording = useMemo(() => wordingOf(language, site?.timeZone ?? 'Asia/Ho_Chi_Minh'), [language, site?.timeZone]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = site ? `${site.title} · ${text.appName}` : text.appName;
  }, [language, site?.title]);
  return (
    <WordingContext.Provider value={wording}>
      <a class="skip" href="#film" onClick={skipToFilm}>
        {text.skipToFilm}
      </a>
      <Masthead sites={value?.sites ?? []} site={site} onSite={(id) => go({ site: id })} onLanguage={onLanguage} />
      <main>
        {problem && (
          <div class="banner" role="alert">
            <strong>{problem.code === unreachable ? text.serverUnreachableTitle : problem.message}</strong>
            <span>{problem.code === unreachable ? text.serverUnreachable : problem.detail}</span>
          </div>
        )}
        {!problem && !connected && value && <p class="banner quiet">{text.liveLost}</p>}
        {!value && !problem && <p class="loading">{text.loading}</p>}
        {value && !site && <Empty title={text.noSitesTitle} words={text.noSites} />}
        {site && <SitePage key={site.id} site={site} place={place} go={go} />}
      </main>
    </WordingContext.Provider>
  );
}

// The address is the place in the farm: following the link must not change it.
function skipToFilm(event: Event): void {
  event.preventDefault();
  document.getElementById('film')?.focus();
}
