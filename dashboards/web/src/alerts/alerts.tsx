import type { AlertAnswer, LiveMessage, OneAlertAnswer, StandingAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { useServer } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';
import { AlertCard } from './alert-card.tsx';
import { PastAlerts } from './past-alerts.tsx';
import { PushOptIn } from './push/push-opt-in.tsx';
import { useAskedAlert } from './asked-alert.ts';

/** So many are shown at once: more than that nobody reads standing in a field. */
const mostShown = 4;

interface AlertsProps {
  readonly site: string;
  readonly onSite: (site: string) => void;
}

/** What happens on the farm now and what to do about it, the worst first; a calm line where there is nothing. */
export function Alerts({ site, onSite }: AlertsProps) {
  const { text } = useTexts();
  // Silence has no message of its own: it is seen as time goes by.
  const concerns = (message: LiveMessage) =>
    message.kind === 'time' || (message.kind === 'alert' && message.site === site);
  const { value } = useServer<StandingAnswer>(`api/sites/${site}/alerts`, concerns);
  const [asked, forget] = useAskedAlert();
  const [all, setAll] = useState(false);
  if (!value) return null;
  const { alerts } = value;
  const shown = all ? alerts : alerts.slice(0, mostShown);
  return (
    <section class={alerts.length === 0 ? 'alerts quiet' : 'alerts'} aria-labelledby="alerts-title">
      <h2 id="alerts-title">
        {text.alerts} {alerts.length > 0 && <small>{text.alertsStanding(alerts.length)}</small>}
      </h2>
      {asked !== undefined && !shown.some(({ alert }) => alert === asked) && (
        <Asked id={asked} site={site} onSite={onSite} onClose={forget} />
      )}
      {alerts.length === 0 ? (
        <p class="calm">{text.noAlerts}</p>
      ) : (
        <ul class="alert-list" aria-live="polite">
          {shown.map((alert) => (
            <li key={alert.alert}>
              <AlertCard alert={alert} opened={alert.alert === asked} />
            </li>
          ))}
        </ul>
      )}
      {shown.length < alerts.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {text.alertsMore(alerts.length - shown.length)}
        </button>
      )}
      <div class="alert-more">
        <PastAlerts site={site} />
        <PushOptIn />
      </div>
    </section>
  );
}

interface AskedProps {
  readonly id: string;
  readonly site: string;
  readonly onSite: (site: string) => void;
  readonly onClose: () => void;
}

/** The alert that a message has led to, where it is not among those shown: it is over, or of another farm. */
function Asked({ id, site, onSite, onClose }: AskedProps) {
  const { text } = useTexts();
  const { value, problem } = useServer<OneAlertAnswer>(`api/alerts/${id}`, ({ kind }) => kind === 'alert');
  useEffect(() => {
    if (value && value.site !== site) onSite(value.site);
  }, [value?.site, site]);
  if (problem) return <p class="problem">{`${problem.message} ${problem.detail}`}</p>;
  if (!value || value.site !== site) return null;
  return (
    <div class="asked">
      <AlertCard alert={value satisfies AlertAnswer} opened />
      <button type="button" class="plain" onClick={onClose}>
        {text.close}
      </button>
    </div>
  );
}
