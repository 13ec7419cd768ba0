import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTexts } from '../../text/language.ts';
import type { Span } from '../stage/position.ts';
import {
  bandPath,
  chartAxis,
  chartScale,
  curvePaths,
  nearestDay,
  transitionMarks,
  type ChartScale,
} from './chart-shape.ts';
import { amountOf } from './growth-words.ts';

interface GrowthChartProps {
  readonly growth: GrowthAnswer;
  readonly span: Span;
  readonly timeZone: string;
  /** The local day that the film shows. */
  readonly day: string;
  readonly label: string;
  readonly onDay: (day: string) => void;
}

const heightPx = 150;

/** The growth curve on the axis of the film: a dot for each day, the smoothed line, and the dates of change. */
export function GrowthChart({ growth, span, timeZone, day, label, onDay }: GrowthChartProps) {
  const { format } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const [widthPx, setWidth] = useState(0);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const scale = chartScale(growth, chartAxis(growth, span, timeZone), timeZone, widthPx, heightPx);
  const tap = (event: MouseEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const nearest = nearestDay(growth.days, event.clientX - left, scale);
    if (nearest) onDay(nearest.day);
  };
  return (
    <div class="growth-chart" ref={box} onClick={tap}>
      {widthPx > 0 && (
        <svg width={widthPx} height={heightPx} role="img" aria-label={label}>
          {scale.lines.map((value) => (
            <g key={value}>
              <line class="grid" x1={0} x2={widthPx} y1={scale.y(value)} y2={scale.y(value)} />
              <text class="grid-label" x={2} y={scale.y(value) + (value === scale.lines[0] ? -4 : 12)}>
                {amountOf(growth, value, format)}
              </text>
            </g>
          ))}
          <Marks growth={growth} scale={scale} />
          <line class="shown" x1={scale.x(day)} x2={scale.x(day)} y1={0} y2={heightPx} />
        </svg>
      )}
    </div>
  );
}

function Marks({ growth, scale }: { growth: GrowthAnswer; scale: ChartScale }) {
  const curve = growth.reading?.curve ?? [];
  const paths = curvePaths(curve, scale);
  const dayPx = Math.max(2, growth.days.length > 1 ? scale.widthPx / growth.days.length / 2 : 4);
  return (
    <>
      <defs>
        <pattern id="withheld-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-line" width="2" height="6" />
        </pattern>
      </defs>
      {growth.days
        .filter(({ value }) => value === null)
        .map(({ day }) => (
          <rect key={day} class="withheld" x={scale.x(day) - dayPx / 2} width={dayPx} y={0} height={scale.heightPx} />
        ))}
      <path class="doubt" d={bandPath(curve, scale)} />
      <path class="smoothed" d={paths.seen} />
      <path class="smoothed bridged" d={paths.bridged} />
      {growth.days.map(
        ({ day, value }) =>
          value !== null && <circle key={day} class="day-value" cx={scale.x(day)} cy={scale.y(value)} r="2.2" />,
      )}
      {transitionMarks(growth).map(({ day, percent, rising }) => (
        <line
          key={`${day} ${percent} ${rising}`}
          class={`transition p${percent}`}
          x1={scale.x(day)}
          x2={scale.x(day)}
          y1={scale.heightPx}
          y2={scale.heightPx - 8 - percent / 2}
        />
      ))}
    </>
  );
}
