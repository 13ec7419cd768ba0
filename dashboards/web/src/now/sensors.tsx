import type { BucketsAnswer, LatestAnswer } from '@fieldlapse/dashboards-server';
import { useServer, useNow } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';
import { Empty } from './empty.tsx';
import { Sparkline } from './sparkline.tsx';

type Reading = LatestAnswer['readings'][number];

const staleMs = 3 * 3_600_000;
const digits: Record<string, number> = { '°C': 1, mm: 1, 'dS/m': 2, V: 2, cm: 1 };

/** Digits after the decimal mark that a unit deserves. */
export function digitsOf(unit: string): number {
  return digits[unit] ?? 0;
}

/** The newest value of every sensor with its last 24 hours. */
export function Sensors({ site }: { site: string }) {
  const { text } = useTexts();
  const concerns = (message: { kind: string; site?: string }) => message.kind === 'readings' && message.site === site;
  const { value } = useServer<LatestAnswer>(`api/sites/${site}/readings`, concerns);
  return (
    <section aria-labelledby="sensors-title">
      <h2 id="sensors-title">
        {text.sensors} <small>{text.lastDay}</small>
      </h2>
      {value?.readings.length === 0 && <Empty words={text.noSensors} />}
      <ul class="sensors">
        {value?.readings.map((reading) => (
          <Sensor key={`${reading.sensor}/${reading.quantity}`} site={site} reading={reading} />
        ))}
      </ul>
    </section>
  );
}

function Sensor({ site, reading }: { site: string; reading: Reading }) {
  const { text, format, language } = useTexts();
  const now = useNow();
  const { sensor, title, quantity, label, unit, t, value } = reading;
  const concerns = (message: { kind: string; site?: string }) => message.kind === 'readings' && message.site === site;
  const { value: course } = useServer<BucketsAnswer>(`api/sites/${site}/readings/${sensor}/${quantity}`, concerns);
  const buckets = course?.buckets ?? [];
  const number = (amount: number) => format.number(amount, digitsOf(unit));
  const words =
    buckets.length > 0
      ? text.range(
          number(Math.min(...buckets.map(({ min }) => min))),
          number(Math.max(...buckets.map(({ max }) => max))),
        )
      : '';
  const stale = now - t > staleMs;
  return (
    <li class={stale ? 'sensor stale' : 'sensor'} title={title}>
      <span class="sensor-name">{label[language]}</span>
      <strong>
        {number(value)} <small>{unit}</small>
      </strong>
      {buckets.length > 1 && <Sparkline buckets={buckets} label={`${label[language]}: ${words}`} />}
      {stale && <span class="flag">{format.ago(t, now)}</span>}
    </li>
  );
}
