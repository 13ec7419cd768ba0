import type { SiteConfig } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';
import type { App } from '../../app.ts';
import { problem } from '../../http/problems.ts';
import { siteOf } from '../schema/metric-params.ts';
import { siteParams } from '../schema/params.ts';
import { labelledLots, type LabelledLotsAnswer } from './lot-answers.ts';

const mostLots = 20;

interface LabelledLotsOptions {
  /** Undefined until lots are recorded. */
  readonly lots: () => Promise<LotReader | undefined>;
  readonly sites: () => readonly SiteConfig[];
}

/** The lots of a farm that buyers can open, for who looks after the farm. */
export function labelledLotsRoute(app: App, { lots, sites }: LabelledLotsOptions): void {
  app.get(
    '/api/sites/:site/lots',
    {
      schema: {
        summary: 'Harvest lots of a farm that have a label, the newest first; at most 20',
        tags: ['lots'],
        params: siteParams,
        response: { 200: labelledLots, default: problem },
      },
    },
    async (request, reply) => {
      const site = siteOf(sites(), request.params.site);
      const reader = await lots();
      const all = (await reader?.lots(site.id)) ?? [];
      const newest = all.filter(({ kind }) => kind === 'harvest').toSorted((a, b) => b.createdAt - a.createdAt);
      const labelled: LabelledLotsAnswer['lots'] = [];
      for (const { id } of newest) {
        if (labelled.length === mostLots) break;
        const label = (await reader!.chain(id)).findLast(({ kind, head }) => kind === 'label' && head !== null);
        const [gtin = '', lot = ''] = id.split('/');
        if (label?.head) labelled.push({ gtin, lot, head: label.head });
      }
      reply.header('cache-control', 'no-store');
      return { lots: labelled };
    },
  );
}
