import { startDashboards } from '@fieldlapse/dashboards-server';
import { openCameraMoves, openFilmExports, openFilmReader } from '@fieldlapse/ingest';
import { lifecycle, type Running } from '@fieldlapse/runtime';
import { openEpcisCaptures } from '@fieldlapse/traceability';
import { writeRuntime } from '../data-folder.ts';
import { openAlertDesk } from '../alert-desk/alert-desk.ts';
import { verifierPage, webRoot } from '../web-root.ts';
import type { Context } from './context.ts';
import { openBuyersView } from './trace/buyers-view.ts';
import { openLotDesk } from './trace/lot-desk.ts';

/** The page with all that it is handed: films, exports, moves of cameras. What was opened is closed where it cannot start. */
export async function startPage(context: Context): Promise<Running> {
  const started = lifecycle();
  try {
    await open(context, started);
    return started;
  } catch (error) {
    await started.close();
    throw error;
  }
}

async function open(context: Context, started: ReturnType<typeof lifecycle>): Promise<void> {
  const { stores, sites, clock, folder } = context;
  const logger = context.logger.child({ service: 'dashboards' });
  const films = await openFilmReader({ config: { cacheFolder: folder.films }, stores, sites, clock, logger });
  started.add('films', films.close);
  const filmExports = await openFilmExports({
    config: { folder: folder.exports, publishedFolder: folder.published },
    ...{ stores, films, sites, clock, logger },
  });
  started.add('exports', filmExports.close);
  const moves = await openCameraMoves({ stores, clock });
  started.add('camera moves', moves.close);
  const lots = await openBuyersView(context);
  started.add('lots', lots.close);
  const desk = await openAlertDesk(context, started);
  const { http, traceability } = context.config;
  const { partners, partnerBytes: limitBytes } = traceability;
  const captures =
    partners.length > 0 && (await openEpcisCaptures({ records: stores.records, partners, limitBytes, now: Date.now }));
  if (captures) {
    started.add('captures', captures.close);
    context.health.set('captures', captures.troubles);
  }
  const lotDesk = traceability.recorders.length > 0 && (await openLotDesk(context));
  if (lotDesk) started.add('lot desk', lotDesk.close);
  const publicHost = traceability.publicUrl === undefined ? [] : [new URL(traceability.publicUrl).hostname];
  const dashboards = await startDashboards({
    config: { ...http, allowedHosts: [...http.allowedHosts, ...publicHost], webRoot, verifierPage },
    ...{ stores, films, moves, filmExports, lots, desk, sites, clock, logger },
    ...(captures && { captures }),
    ...(lotDesk && { lotDesk }),
    health: () => [...context.health.values()].flatMap((troubles) => troubles()),
    ...(context.brokerMetrics && { brokerMetrics: context.brokerMetrics }),
  });
  started.add('dashboards', dashboards.close);
  await writeRuntime(folder, { http: { url: dashboards.url, pid: process.pid } });
  context.say(`Trang theo dõi · the page:  ${dashboards.url}`);
}
