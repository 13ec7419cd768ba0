import { lifecycle } from '@fieldlapse/runtime';
import { writeRuntime } from '../data-folder.ts';
import type { Service } from './context.ts';
import { startRetention } from './retention.ts';

/** Every service, in the order of starting. Each loads its package only when it is started. */
export const services: readonly Service[] = [
  {
    name: 'broker',
    async start(context) {
      const { brokerConfig, startBroker } = await import('@fieldlapse/broker');
      const broker = await startBroker({
        config: brokerConfig.parse(context.mqtt),
        lookupIdentity: context.identities.lookup,
        logger: context.logger.child({ service: 'broker' }),
      });
      context.mqtt = { host: context.mqtt.host, port: broker.port };
      await writeRuntime(context.folder, { mqtt: { ...context.mqtt, pid: process.pid } });
      context.brokerMetrics = broker.metrics;
      return broker;
    },
  },
  {
    name: 'intake',
    async start(context) {
      const { intakeConfig, startIntake } = await import('@fieldlapse/ingest');
      const { identities, stores, sites, clock } = context;
      const started = lifecycle();
      const intake = await startIntake({
        config: intakeConfig.parse({
          ...context.mqtt,
          clientId: 'intake',
          token: await identities.localToken('intake'),
        }),
        stores,
        sites,
        clock,
        tokenSha256Of: identities.tokenSha256Of,
        logger: context.logger.child({ service: 'intake' }),
      });
      context.health.set('intake', () => {
        const health = intake.health();
        return health.ok ? [] : [health];
      });
      started.add('intake', intake.close);
      try {
        const retention = await startRetention(context, intake);
        if (retention) started.add('retention', retention.close);
      } catch (error) {
        await started.close();
        throw error;
      }
      return started;
    },
  },
  {
    name: 'timelapse',
    async start(context) {
      const { startTimelapse } = await import('@fieldlapse/ingest');
      const { stores, sites, clock } = context;
      return startTimelapse({
        config: { ...context.mqtt, clientId: 'timelapse', token: await context.identities.localToken('timelapse') },
        stores,
        sites,
        clock,
        logger: context.logger.child({ service: 'timelapse' }),
      });
    },
  },
  {
    name: 'analytics',
    start: async (context) => (await import('./analytics.ts')).startAnalytics(context),
  },
  {
    name: 'alerts',
    async start(context) {
      const { startAlerts } = await import('@fieldlapse/analytics');
      const { stores, sites, clock, config, mqtt, identities, saveClock } = context;
      const alerting = await startAlerts({
        // A demo lives a day in seconds: what is still on its way there is not silent.
        config: {
          ...{ packs: config.alerts.packs, ...mqtt, token: await identities.localToken('alerts') },
          silence: !saveClock,
        },
        ...{ stores, sites, clock, logger: context.logger.child({ service: 'alerts' }) },
      });
      context.health.set('alerts', alerting.health);
      return alerting;
    },
  },
  {
    name: 'delivery',
    async start(context) {
      const { startDelivery } = await import('@fieldlapse/analytics');
      const { stores, sites, clock, folder, config, mqtt, identities } = context;
      const delivering = await startDelivery({
        config: config.alerts,
        mqtt: { ...mqtt, clientId: 'delivery', token: await identities.localToken('delivery') },
        ...{ stores, sites, clock, root: folder.root, secretsFolder: folder.secrets },
        logger: context.logger.child({ service: 'delivery' }),
      });
      const troubles = delivering.health;
      // The demo is no farm: that its alerts are told to nobody troubles nobody.
      context.health.set('delivery', config.demo ? () => troubles().filter(({ code }) => code !== 'NOBODY_TOLD') : troubles); // prettier-ignore
      return delivering;
    },
  },
  {
    name: 'traceability',
    start: async (context) => (await import('./trace/start-record.ts')).startRecord(context),
  },
  {
    name: 'dashboards',
    start: async (context) => (await import('./dashboards.ts')).startPage(context),
  },
  {
    name: 'demo',
    start: async (context) => (await import('../demo/demo.ts')).startDemo(context),
  },
];
