import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtest } from '@fieldlapse/analytics';
import { describe, expect, it } from 'vitest';
import { findRules } from '../../src/rules/find-rules.ts';
import { farmOfTables } from '../../src/rules/replayed-farm.ts';

const root = join(import.meta.dirname, '../../..');
const records = join(root, '../shared/data/sensors');
const page = readFileSync(join(root, 'docs/alerts.md'), 'utf8');
const nl = ['nl-greenhouse-330d-1h.csv'];
const it1 = ['it-greenhouse1-Ref_AirTemp.csv', 'it-greenhouse1-Ref_RH.csv', 'it-greenhouse1-Ref_WaterCont.csv'];
const vn = ['vn-openmeteo-hourly-2024-2025.csv'];
const temperature = [{ column: 'Sensor kas 4 L (073) - Temperature (°C) - averages', quantity: 'airTempC' as const }];

const replays = [
  { files: nl, tz: 'Europe/Amsterdam', packs: ['greenhouse', 'equipment'], quantities: temperature },
  { files: it1, tz: 'Europe/Rome', packs: ['greenhouse', 'equipment'] },
  { files: vn, packs: ['cattle'], subject: 'Bò', sowing: '2024-01-01' },
  { files: vn, packs: ['pigs'], subject: 'Heo', sowing: '2024-01-01' },
  { files: vn, packs: ['poultry'], subject: 'Gà', sowing: '2024-01-01' },
  { files: vn, packs: ['rice'], subject: 'Lúa', sowing: '2024-04-01' },
  { files: vn, packs: ['durian'], subject: 'Sầu riêng', sowing: '2024-01-01' },
  { files: vn, packs: ['citrus'], subject: 'Cam', sowing: '2024-01-01' },
];

describe('the packs on real records, as docs/alerts.md has them', () => {
  for (const { files, packs, quantities = [], ...told } of replays) {
    const paths = files.map((file) => join(records, file));
    const missing = paths.filter((path) => !existsSync(path));
    it.skipIf(missing.length > 0)(
      `${packs.join(' and ')} on ${files[0]}${missing.length > 0 ? ` (skipped: ${missing[0]} is not there)` : ''}`,
      async () => {
        const replayed = await farmOfTables(paths, { site: 'farm', ...told }, { quantities });
        const { rules, faults } = await findRules(packs);
        expect(faults).toEqual([]);
        const rows = backtest(rules, replayed.farm).map(({ rule, state, alerts, hours, pushes }) =>
          state === 'replayed'
            ? `| \`${rule}\` | ${alerts.length} | ${Math.round(hours)} | ${pushes} |`
            : `| \`${rule}\` | ${state === 'no-data' ? 'no data' : 'no season'} | | |`,
        );
        // The page is written from this: FIELDLAPSE_PRINT=1 prints the rows.
        if (process.env['FIELDLAPSE_PRINT']) console.log(`${files[0]}\n${rows.join('\n')}`);
        const table = page.split('\n### ').find((part) => part.startsWith(`${files[0]}, ${packs[0]}`)) ?? '';
        expect(table.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
      },
    );
  }
});
