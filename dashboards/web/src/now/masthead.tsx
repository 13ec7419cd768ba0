import type { SiteAnswer } from '@fieldlapse/dashboards-server';
import { useNow } from '../api/use-server.ts';
import { Mark } from '../icon.tsx';
import { useTexts, type Language } from '../text/language.ts';
import { dayOfSeason, seasonOn, seasonWords } from '../text/season.ts';

interface MastheadProps {
  readonly sites: readonly SiteAnswer[];
  readonly site: SiteAnswer | undefined;
  readonly onSite: (id: string) => void;
  readonly onLanguage: (language: Language) => void;
}

/** Which farm this is and what day of its season. */
export function Masthead({ sites, site, onSite, onLanguage }: MastheadProps) {
  const { text, language } = useTexts();
  return (
    <header class="masthead">
      <div class="brand">
        <Mark />
        <span>{text.appName}</span>
        <button
          type="button"
          class="plain language"
          lang={language === 'vi' ? 'en' : 'vi'}
          onClick={() => onLanguage(language === 'vi' ? 'en' : 'vi')}
        >
          {text.otherLanguage}
        </button>
      </div>
      {site && sites.length > 1 ? (
        <label class="site-choice">
          <span class="sr-only">{text.chooseSite}</span>
          <select value={site.id} onChange={(event) => onSite(event.currentTarget.value)}>
            {sites.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <h1>{site?.title ?? text.appName}</h1>
      )}
      {site && <SeasonDay site={site} />}
    </header>
  );
}

function SeasonDay({ site }: { site: SiteAnswer }) {
  const { text, format } = useTexts();
  const now = useNow();
  const day = format.localDay(now);
  const season = seasonOn(site, undefined, day);
  const words = season && seasonWords(text, season);
  return (
    <p class="season">
      {season && words && (
        <>
          <strong>{words.long(dayOfSeason(season, day))}</strong>
          <span>{words.since(season.subject, format.day(season.sowing))}</span>
        </>
      )}
      <span title={text.farmTime}>
        {format.weekday(now)}, {format.date(now)}, {format.time(now)}
      </span>
    </p>
  );
}
