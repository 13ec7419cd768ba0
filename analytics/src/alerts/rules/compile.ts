import { rateNode, unusualNode } from '../engine/course.ts';
import { inputOf, type Input } from '../engine/inputs.ts';
import { openInstance, type Instance } from '../engine/instance.ts';
import { levelNode } from '../engine/level.ts';
import { machineOf, ruleNode, type MachineRule } from '../engine/machine.ts';
import { absentNode, disagreesNode, implausibleNode, stuckNode } from '../engine/sensor-faults.ts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import {
  allOf,
  anyOf,
  atPoints,
  notOf,
  slotPlan,
  type Node,
  type SlotPlan,
  type Slots,
  type Truth,
} from '../engine/truth.ts';
import { conditionsIn, inputIn } from './check-condition.ts';
import { inputKind, type InputName } from './inputs.ts';
import type { AlertRule, Condition } from './rule.ts';
import { stageNode, type SeasonView } from './seasons.ts';
import type { SiteClock } from './site-clock.ts';

/** What a rule sees of one target. */
export interface Scene {
  /** The series that give an input there; none where nothing measures it. */
  series(of: InputName): readonly SeriesBuffer[];
  /** Those of the site's other sensors that measure the same. */
  neighbours(of: InputName): readonly SeriesBuffer[];
  /** Everything that comes from the target. */
  all(): readonly SeriesBuffer[];
  readonly clock: SiteClock;
  /** Seasons of the target's plot, or of the whole site. */
  readonly seasons: readonly SeasonView[];
  /** Degrees over the horizon; undefined where the site's place is not known. */
  sunElevationDeg(t: number): number | undefined;
  /** Another rule of the same server. */
  rule(id: string): AlertRule;
}

/**
 * A rule on a target that has its inputs; undefined where an input is measured by nothing there, or by too few neighbours. `from`: where its
 * history goes on; it begins there where no state is given, or one of another rule.
 */
export function compileRule(
  rule: AlertRule,
  scene: Scene,
  from: { readonly t: number; readonly slots?: Slots } = { t: -Infinity },
): Instance | undefined {
  if (!hasInputs(rule, scene)) return undefined;
  const plan = slotPlan();
  const used = new Set<SeriesBuffer>();
  const compiler: Compiler = { rule, scene, plan, use: (buffers) => buffers.forEach((buffer) => used.add(buffer)) };
  const main = mainInput(compiler);
  const machine = machineOf({ ...machineRule(compiler), valueAt: (t) => finite(main?.valueAt(t)) }, plan);
  const fresh = plan.fresh();
  const slots = from.slots?.length === fresh.length ? from.slots : fresh;
  return openInstance(machine, [...used], plan, { t: from.t, slots });
}

interface Compiler {
  readonly rule: AlertRule;
  readonly scene: Scene;
  readonly plan: SlotPlan;
  /** Notes whose points the rule has to look at. */
  use(buffers: readonly SeriesBuffer[]): void;
}

function machineRule(compiler: Compiler): Omit<MachineRule, 'valueAt'> {
  const { rule, scene } = compiler;
  const { severity, dwell: dwellMs, clearDwell: clearDwellMs } = rule;
  const when = nodeOf(rule.when, compiler);
  const season = rule.only.subjects && runningNode(scene, rule.only.subjects);
  const steps = rule.steps.map((step) => ({
    ...{ severity: step.severity, dwellMs: step.dwell },
    when: nodeOf(step.when, compiler),
  }));
  return { severity, dwellMs, clearDwellMs, steps, when: season ? allOf([season, when]) : when };
}

/** Rules for crops hold while such a crop grows there. */
function runningNode({ seasons, clock }: Scene, subjects: readonly string[]): Node {
  return atPoints((t) => {
    const day = clock.dayOf(t);
    return seasons.some((season) => season.isOf(subjects) && season.runsOn(day)) ? 1 : 0;
  });
}

function hasInputs(rule: AlertRule, scene: Scene): boolean {
  return conditionsIn(rule).every((condition) => {
    if ('rule' in condition) return hasInputs(scene.rule(condition.rule), scene);
    if ('absent' in condition && condition.absent.of === undefined) return scene.all().length > 0;
    const of = inputIn(condition);
    const least = 'disagrees' in condition ? condition.disagrees.leastNeighbours : 0;
    return of === undefined || (scene.series(of).length > 0 && scene.neighbours(of).length >= least);
  });
}

function mainInput(compiler: Compiler): Input | undefined {
  const of = conditionsIn(compiler.rule)
    .map(inputIn)
    .find((one) => one !== undefined);
  return of === undefined ? undefined : input(compiler, of);
}

function input({ rule, scene, use }: Compiler, of: InputName): Input {
  const buffers = scene.series(of);
  use(buffers);
  return inputOf(buffers, rule.staleAfter, inputKind(of));
}

function nodeOf(condition: Condition, compiler: Compiler): Node {
  const { rule, scene, plan } = compiler;
  if ('all' in condition) return allOf(condition.all.map((one) => nodeOf(one, compiler)));
  if ('any' in condition) return anyOf(condition.any.map((one) => nodeOf(one, compiler)));
  if ('not' in condition) return notOf(nodeOf(condition.not, compiler));
  if ('rule' in condition) return ruleNode(machineRule({ ...compiler, rule: scene.rule(condition.rule) }), plan);
  if ('level' in condition) {
    const { of, above, below, clear } = condition.level;
    const raise = above ?? below ?? 0;
    const side = above === undefined ? 'below' : 'above';
    return levelNode(input(compiler, of), { side, raise, clear: clear ?? raise }, plan);
  }
  if ('rate' in condition) {
    const { of, risesBy, fallsBy = 0, within } = condition.rate;
    return rateNode(input(compiler, of), risesBy === undefined ? 'falls' : 'rises', risesBy ?? fallsBy, within);
  }
  if ('stage' in condition) return stageNode(condition.stage, scene.seasons, scene.clock);
  if ('hours' in condition) return hoursNode(condition.hours, scene.clock);
  if ('sun' in condition) return sunNode(condition.sun, scene);
  if ('unusual' in condition) {
    const { of, ...band } = condition.unusual;
    return unusualNode(input(compiler, of), band, scene.clock);
  }
  return faultNode(condition, compiler, rule.staleAfter);
}

type FaultCondition = Extract<
  Condition,
  { absent: unknown } | { stuck: unknown } | { implausible: unknown } | { disagrees: unknown }
>;

function faultNode(condition: FaultCondition, compiler: Compiler, staleAfterMs: number): Node {
  const { scene, plan, use } = compiler;
  if ('absent' in condition) {
    const { of, longerThan } = condition.absent;
    if (of !== undefined) return absentNode(input(compiler, of), longerThan);
    use(scene.all());
    return absentNode(inputOf(scene.all(), staleAfterMs), longerThan);
  }
  if ('stuck' in condition) {
    const { of, longerThan, within } = condition.stuck;
    return stuckNode(input(compiler, of), longerThan, within, plan);
  }
  if ('implausible' in condition)
    return implausibleNode(input(compiler, condition.implausible.of), inputKind(condition.implausible.of));
  const { of, by, leastNeighbours } = condition.disagrees;
  const neighbours = scene.neighbours(of);
  use(neighbours);
  return disagreesNode(
    input(compiler, of),
    neighbours.map((one) => inputOf([one], staleAfterMs, inputKind(of))),
    by,
    leastNeighbours,
  );
}

function hoursNode({ from, to }: { readonly from: string; readonly to: string }, clock: SiteClock): Node {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return atPoints((t) => {
    const minute = clock.minuteOf(t);
    const inside = begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
    return inside ? 1 : 0;
  });
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function sunNode(
  { aboveDeg = -90, belowDeg = 90 }: { aboveDeg?: number | undefined; belowDeg?: number | undefined },
  scene: Scene,
): Node {
  return atPoints((t): Truth => {
    const elevation = scene.sunElevationDeg(t);
    if (elevation === undefined) return -1;
    return elevation >= aboveDeg && elevation <= belowDeg ? 1 : 0;
  });
}

const finite = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
