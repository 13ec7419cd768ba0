import { z } from 'zod';
import { rulePacks } from '../packs/packs.ts';

/** What people choose about alerts; part of the `alerts` section of the server's configuration. */
export const alertsConfig = z.strictObject({
  packs: z
    .array(z.enum(rulePacks))
    .max(rulePacks.length)
    // Air under glass says nothing of an open field, and no season names a greenhouse.
    .default(rulePacks.filter((pack) => pack !== 'greenhouse'))
    .describe(
      'packs of rules in force, all but greenhouse where absent; a rule of a crop or herd counts where a season names it, the others everywhere',
    ),
});
export type AlertsConfig = z.infer<typeof alertsConfig>;

/** Settings of the service that runs rules. */
export const alertServiceConfig = alertsConfig.extend({
  host: z.string().optional().describe('MQTT broker whose notices wake the service; it polls where absent'),
  port: z.int().min(1).max(65_535).optional().describe('port of the MQTT broker'),
  clientId: z.string().default('alerts').describe('identity at the MQTT broker'),
  token: z.string().default('').describe('secret of that identity'),
  pollMs: z.int().min(1).default(25).describe('how often the change feed is looked at, real ms'),
  tickMs: z.int().min(1).default(1000).describe('how often time alone may raise or clear an alert, real ms'),
  rulesMs: z.int().min(1).default(2000).describe('how often rules and farms are looked at for changes, real ms'),
  planMs: z.int().min(1).default(250).describe('how often at most it is worked out what rules watch, real ms'),
  silence: z
    .boolean()
    .default(true)
    .describe('whether silence tells anything; false where the clock of the server runs faster than that of the world'),
  silenceGraceMs: z
    .int()
    .min(0)
    .default(120_000)
    .describe('so long what was measured may be on its way before a sensor counts as silent, ms'),
  tidyMs: z.int().min(1).default(600_000).describe('how often what nothing needs any more is dropped, real ms'),
  keepMs: z
    .int()
    .min(0)
    .default(48 * 3_600_000)
    .describe('readings of so long stay in memory; later ones than that are answered from the stores, ms'),
});
export type AlertServiceConfig = z.infer<typeof alertServiceConfig>;
