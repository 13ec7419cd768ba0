import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { useServer } from '../../api/use-server.ts';
import { Icon } from '../../icon.tsx';
import { useTexts } from '../../text/language.ts';
import { addMonths, monthCells } from './months.ts';

interface CalendarProps {
  readonly path: string;
  readonly firstMonth: string;
  readonly chosen: string;
  readonly onDay: (day: string) => void;
  readonly onClose: () => void;
}

/** The days of a month, each with how many frames it has; days without cannot be chosen. */
export function Calendar({ path, firstMonth, chosen, onDay, onClose }: CalendarProps) {
  const { text, format } = useTexts();
  const [month, setMonth] = useState(firstMonth.slice(0, 7));
  const { value: film } = useServer<TimelineAnswer>(`${path}/timeline.json`, () => false);
  const frames = new Map(film?.days.map(({ day, at }) => [day, at.length]));
  const most = Math.max(1, ...frames.values());
  const first = film?.days[0]?.day.slice(0, 7) ?? month;
  const last = film?.days.at(-1)?.day.slice(0, 7) ?? month;
  return (
    <div class="calendar">
      <div class="calendar-head">
        <button
          type="button"
          class="round"
          aria-label={text.previousMonth}
          disabled={month <= first}
          onClick={() => setMonth(addMonths(month, -1))}
        >
          <Icon name="previous" />
        </button>
        <h3 aria-live="polite">{format.month(`${month}-01`)}</h3>
        <button
          type="button"
          class="round"
          aria-label={text.nextMonth}
          disabled={month >= last}
          onClick={() => setMonth(addMonths(month, 1))}
        >
          <Icon name="next" />
        </button>
        <button type="button" class="round" aria-label={text.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class="days">
        {format.weekdays.map((name, index) => (
          <span key={index} aria-hidden="true">
            {name}
          </span>
        ))}
        {monthCells(month).map((day, index) => {
          if (day === undefined) return <span key={index} />;
          const count = frames.get(day) ?? 0;
          const label =
            count > 0 ? text.dayWithFrames(format.day(day), format.number(count)) : text.dayWithout(format.day(day));
          return (
            <button
              key={day}
              type="button"
              aria-label={label}
              aria-pressed={day === chosen}
              disabled={count === 0}
              onClick={() => onDay(day)}
            >
              {Number(day.slice(8))}
              <i style={{ height: `${Math.round((count / most) * 14)}px` }} />
            </button>
          );
        })}
      </div>
    </div>
  );
}
