import type { BucketsAnswer, LatestAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useMemo } from 'preact/hooks';
import { useServer } from '../../api/use-server.ts';
import { digitsOf } from '../../now/sensors.tsx';
import { Sparkline } from '../../now/sparkline.tsx';
import { useTexts } from '../../text/language.ts';
import { spanOf, type FrameTime } from '../stage/position.ts';
import { bucketAt } from './bucket.ts';

const buckets = 120;

/** The curve of a series over the whole film, with a cursor at the moment that is shown. */
export function Course({
  site,
  series,
  film,
  at,
}: {
  site: string;
  series: string;
  film: TimelineAnswer;
  at: FrameTime;
}) {
  const { format, language } = useTexts();
  const span = useMemo(() => spanOf(film), [film.hash]);
  const query = `from=${span.from}&to=${span.to}&buckets=${buckets}`;
  const { value } = useServer<BucketsAnswer>(`api/sites/${site}/readings/${series}?${query}`, () => false);
  const { value: latest } = useServer<LatestAnswer>(`api/sites/${site}/readings`, () => false);
  const about = latest?.readings.find(({ sensor, quantity }) => `${sensor}/${quantity}` === series);
  if (!value || value.buckets.length < 2 || !about) return null;
  const now = bucketAt(value.buckets, at);
  const share = Math.min(1, Math.max(0, (at - span.from) / (span.to - span.from)));
  const amount = now ? `${format.number(now.mean, digitsOf(about.unit))} ${about.unit}` : '–';
  return (
    <div class="course-over">
      <span>
        {about.label[language]} <strong>{amount}</strong>
      </span>
      <div class="plot">
        <Sparkline buckets={value.buckets} label={`${about.label[language]}: ${amount}`} span={span} />
        <i style={{ left: `${(share * 100).toFixed(2)}%` }} />
      </div>
    </div>
  );
}
