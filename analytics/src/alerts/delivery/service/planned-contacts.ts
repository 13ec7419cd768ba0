import type { ContactConfig, DeliveryConfig } from '../config.ts';
import type { PlannedContact, PlanSettings } from '../plan/settings.ts';

const minuteOf = (clockTime: string): number => {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number);
  return hours * 60 + minutes;
};

/** A contact as planning wants it. */
export function plannedContact({ id, roles, sites, step, least, timeZone, quietHours }: ContactConfig): PlannedContact {
  return {
    ...{ id, roles, sites, step, least, timeZone },
    quiet: quietHours && {
      ...{ fromMinute: minuteOf(quietHours.from), toMinute: minuteOf(quietHours.to), unless: quietHours.unless },
    },
  };
}

export function planSettings({ telling }: DeliveryConfig): PlanSettings {
  return {
    ...{ lateAfterMs: telling.lateAfter, gatherMs: telling.gather, repeatAfterMs: telling.repeatAfter },
    ...{ endAfterMs: telling.endAfter, tellEnd: telling.ends, escalateAfterMs: telling.escalateAfter },
    ...{ remindAfterMs: telling.remindAfter.toSorted((a, b) => a - b), escalateFrom: telling.escalateFrom },
  };
}
