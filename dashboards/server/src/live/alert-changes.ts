import type { AlertDecisions } from '@fieldlapse/contracts';
import type { Alerts } from '../alerts/open-alerts.ts';

const mostAtOnce = 2000;

/** What has changed about alerts since the last look, from both feeds: their own, and that of what people said. */
export async function alertChanges(
  alerts: Alerts,
  decisions: Pick<AlertDecisions, 'after'>,
): Promise<{
  /** Sites of which an alert has changed or was decided upon. */
  sites(): Promise<ReadonlySet<string>>;
}> {
  let alertSeq = (await (await alerts.get())?.lastAlertSeq()) ?? 0;
  let decided = 0;
  const newDecisions = async () => {
    const found = await decisions.after(decided, mostAtOnce);
    decided = found.at(-1)?.seq ?? decided;
    return found;
  };
  while ((await newDecisions()).length > 0);
  return {
    async sites() {
      const reader = await alerts.get();
      const changes = (await reader?.changesAfter(alertSeq, mostAtOnce)) ?? [];
      alertSeq = changes.at(-1)?.seq ?? alertSeq;
      const sites = new Set(changes.map(({ transition }) => transition.target.site));
      for (const { alert } of await newDecisions()) {
        const site = (await reader?.alert(alert))?.target.site;
        if (site !== undefined) sites.add(site);
      }
      return sites;
    },
  };
}
