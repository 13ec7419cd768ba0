import type { AlertsPage, LiveMessage } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { useServer } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';
import { AlertCard } from './alert-card.tsx';

const pageLength = 20;
const most = 100;

/** Alerts that are over, newest first; asked for when somebody wants to see them. */
export function PastAlerts({ site }: { site: string }) {
  const { text } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <details class="past" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.pastAlerts}</summary>
      {open && <PastList site={site} />}
    </details>
  );
}

function PastList({ site }: { site: string }) {
  const { text } = useTexts();
  const [limit, setLimit] = useState(pageLength);
  const concerns = (message: LiveMessage) => message.kind === 'alert' && message.site === site;
  const { value } = useServer<AlertsPage>(`api/alerts?site=${site}&limit=${limit}`, concerns);
  const past = value?.alerts.filter(({ state }) => state !== 'standing') ?? [];
  if (!value) return <p class="loading">{text.loading}</p>;
  return (
    <>
      {past.length === 0 && <p class="calm">{text.noPastAlerts}</p>}
      <ul class="alert-list">
        {past.map((alert) => (
          <li key={alert.alert}>
            <AlertCard alert={alert} opened={false} />
          </li>
        ))}
      </ul>
      {value.next !== null && limit < most && (
        <button type="button" class="plain" onClick={() => setLimit(limit + pageLength)}>
          {text.olderAlerts}
        </button>
      )}
    </>
  );
}
