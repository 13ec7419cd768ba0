import type { OneAlertAnswer } from '@fieldlapse/dashboards-server';
import { digitsOf } from '../../now/sensors.tsx';
import { runsOf } from '../../now/runs.ts';
import { useTexts } from '../../text/language.ts';
import { momentWords } from '../alert-words.ts';
import { chartScale } from './chart-scale.ts';

type Course = OneAlertAnswer['evidence']['series'][number];

const width = 320;
const height = 96;

interface CourseChartProps {
  readonly course: Course;
  readonly alert: OneAlertAnswer;
}

/** What a sensor measured around an alert, with the level that raises it and the time that it has stood. */
export function CourseChart({ course, alert }: CourseChartProps) {
  const { text, format, language } = useTexts();
  const { buckets, level, unit, label, title } = course;
  const { from, to } = alert.evidence;
  const { x, y, low, high } = chartScale({ buckets, level, from, to, width, height });
  const line = runsOf(buckets).map((run) => {
    // A single value is a dot.
    const points = run.map((one) => `${x((one.from + one.to) / 2).toFixed(1)} ${y(one.mean).toFixed(1)}`);
    return `M${points.join('L')}${run.length === 1 ? 'h0.1' : ''}`;
  });
  const [begin, end] = [x(alert.raisedAt), x(Math.min(alert.clearedAt ?? to, to))];
  const amount = (value: number) => `${format.number(value, digitsOf(unit) || 1)} ${unit}`.trim();
  const range = text.range(amount(low), amount(high));
  return (
    <figure class="course-chart">
      <figcaption>
        <strong>{label[language]}</strong> {title}
        {level !== null && <span class="level">{text.alertLevel(amount(level))}</span>}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label[language]}: ${range}`}
      >
        <rect class="stood" x={begin} y={0} width={Math.max(1, end - begin)} height={height} />
        {level !== null && <path class="level-line" d={`M0 ${y(level)}H${width}`} />}
        <path class="course" d={line.join('')} />
      </svg>
      <div class="chart-times" aria-hidden="true">
        <span>{momentWords(from, format)}</span>
        <span>{range}</span>
        <span>{momentWords(to, format)}</span>
      </div>
    </figure>
  );
}
