import { inputKind, type InputName } from './inputs.ts';
import type { AlertRule, Condition } from './rule.ts';

/** Every condition of a rule, those within others too. */
export function conditionsIn(rule: Pick<AlertRule, 'when' | 'steps'>): Condition[] {
  return [rule.when, ...rule.steps.map(({ when }) => when)].flatMap(within);
}

function within(condition: Condition): Condition[] {
  const inner =
    'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : [];
  return [condition, ...inner.flatMap(within)];
}

/** The input of a condition that has one. */
export function inputIn(condition: Condition): InputName | undefined {
  for (const part of Object.values(condition) as unknown[]) {
    if (typeof part === 'object' && part !== null && 'of' in part) return part.of as InputName | undefined;
  }
  return undefined;
}

/** What is wrong with a rule by itself, a sentence for each fault that says what to write instead. */
export function checkCondition(rule: AlertRule): string[] {
  const faults = conditionsIn(rule).flatMap((condition) => [...faultsOf(condition), ...wrongCarrier(rule, condition)]);
  return [...new Set(faults)];
}

function faultsOf(condition: Condition): string[] {
  if ('level' in condition) return levelFaults(condition.level);
  if ('rate' in condition) {
    const { of, risesBy, fallsBy } = condition.rate;
    return (risesBy === undefined) === (fallsBy === undefined) ? [`rate of ${of}: give either risesBy or fallsBy`] : [];
  }
  if ('stage' in condition) {
    const { bbch, daysAfterSowing } = condition.stage;
    if (!bbch && !daysAfterSowing) return ['stage: give bbch or daysAfterSowing'];
    const turned = [bbch, daysAfterSowing].some((range) => range !== undefined && range[0] > range[1]);
    return turned ? ['stage: the first number must not be greater than the second'] : [];
  }
  if ('sun' in condition) {
    const { aboveDeg, belowDeg } = condition.sun;
    return aboveDeg === undefined && belowDeg === undefined ? ['sun: give aboveDeg or belowDeg'] : [];
  }
  if ('unusual' in condition && condition.unusual.leastDays > condition.unusual.days) {
    return [
      `unusual: leastDays ${condition.unusual.leastDays} is more than days ${condition.unusual.days}; write at most as many`,
    ];
  }
  return [];
}

function levelFaults({ of, above, below, clear, unit }: Extract<Condition, { level: unknown }>['level']): string[] {
  const faults: string[] = [];
  const kind = inputKind(of);
  const raise = above ?? below;
  if (raise === undefined || (above !== undefined && below !== undefined))
    return [`level of ${of}: give either above or below`];
  if (unit !== undefined && unit !== kind.unit) {
    faults.push(
      `level of ${of}: its unit is ${kind.unit || 'none'}, not ${unit}; convert the numbers, or watch another quantity`,
    );
  }
  if (clear !== undefined && above !== undefined && clear > above) {
    faults.push(
      `level of ${of}: it is raised above ${above} but would clear already above that; write clear: ${above} or less`,
    );
  }
  if (clear !== undefined && below !== undefined && clear < below) {
    faults.push(
      `level of ${of}: it is raised below ${below} but would clear already below that; write clear: ${below} or more`,
    );
  }
  for (const value of [raise, clear ?? raise]) {
    if (value < kind.min || value > kind.max) {
      faults.push(
        `level of ${of}: ${value} lies outside ${kind.min} to ${kind.max} ${kind.unit}, which it never leaves`,
      );
      break;
    }
  }
  return faults;
}

const carriers: Record<AlertRule['scope'], readonly string[]> = {
  sensor: ['sensor'],
  plot: ['sensor', 'camera'],
  site: ['sensor', 'camera'],
  camera: ['camera'],
  device: ['device'],
};

function wrongCarrier({ scope }: AlertRule, condition: Condition): string[] {
  const of = inputIn(condition);
  if (of === undefined) return [];
  const { carrier } = inputKind(of);
  return carriers[scope].includes(carrier)
    ? []
    : [`${of} comes from a ${carrier}, which is no part of a ${scope}; write scope: ${carrier}, plot or site`];
}
