import { alertTexts, openAlertDecisions, openDecisionRecords, openPushSubscriptions } from '@fieldlapse/analytics';
import type { AlertDesk } from '@fieldlapse/dashboards-server';
import type { lifecycle } from '@fieldlapse/runtime';
import { tryRules } from './tried-rules.ts';
import type { Context } from '../start/context.ts';

/** What the page is handed of alerts; what is opened for it is added to `started`. */
export async function openAlertDesk(context: Context, started: ReturnType<typeof lifecycle>): Promise<AlertDesk> {
  const { stores, sites, clock, folder, config } = context;
  const records = await openDecisionRecords(stores.records);
  started.add('decisions', () => records.destroy());
  const decisions = openAlertDecisions(records, { records: stores.records, clock });
  started.add('decided alerts', decisions.close);
  const pushed = config.alerts.contacts.filter(({ channels }) => channels.some(({ kind }) => kind === 'push'));
  return {
    decisions,
    push: openPushSubscriptions(records, { config: config.alerts, secretsFolder: folder.secrets, clock }),
    contacts: pushed.map(({ id, name }) => ({ id, name })),
    texts: (alert, language, now) => alertTexts(alert, sites(), language, now),
    testRules: (order, signal) => tryRules(folder, order, signal),
  };
}
