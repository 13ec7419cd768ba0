import { severities, type Severity } from '@fieldlapse/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWorse } from '../../../../src/alerts/delivery/plan/matter.ts';
import { mayDisturb } from '../../../../src/alerts/delivery/plan/recipients.ts';
import { farmer, minuteMs, morning, son, watchedFarm, type WatchedFarm } from './watched-farm.ts';

const rules = ['salt', 'heat', 'cold'] as const;
const severity = fc.constantFrom<Severity>(...severities);
const rule = fc.constantFrom(...rules);

/** One thing that happens on a farm; what makes no sense at that moment is passed over. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('raise' as const), rule, severity, ageMin: fc.nat(300) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('severity' as const), rule, severity, ageMin: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('clear' as const), rule, ageMin: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('withdraw' as const), rule }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('acknowledge' as const), rule }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('snooze' as const), rule, forMin: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('pass' as const), min: fc.integer({ min: 1, max: 500 }) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function happen(farm: WatchedFarm, story: readonly Happening[], after: (farm: WatchedFarm) => void = () => {}): void {
  const current = new Map<string, { alert: string; severity: Severity; standing: boolean }>();
  let made = 0;
  for (const one of story) {
    const now = one.what === 'pass' ? undefined : current.get(one.rule);
    if (one.what === 'pass') farm.pass(one.min * minuteMs);
    else if (one.what === 'raise' && !now?.standing) {
      const raised = { alert: `a${(made += 1)}`, severity: one.severity, standing: true };
      current.set(one.rule, raised);
      farm.says(one.rule, raised.alert, 'standing', one.severity, one.ageMin * minuteMs);
    } else if (one.what === 'severity' && now?.standing && one.severity !== now.severity) {
      now.severity = one.severity;
      farm.says(one.rule, now.alert, 'standing', one.severity, one.ageMin * minuteMs);
    } else if (one.what === 'clear' && now?.standing) {
      now.standing = false;
      farm.says(one.rule, now.alert, 'cleared', now.severity, one.ageMin * minuteMs);
    } else if (one.what === 'withdraw' && now) {
      current.delete(one.rule);
      farm.says(one.rule, now.alert, 'withdrawn', now.severity);
    } else if (one.what === 'acknowledge' && now) farm.decides(now.alert, 'acknowledged');
    else if (one.what === 'snooze' && now) farm.decides(now.alert, 'snoozed', farm.now + one.forMin * minuteMs);
    after(farm);
  }
  farm.pass(600 * minuteMs);
}

const stories = fc.array(happening, { minLength: 1, maxLength: 25 });
const contacts = [farmer, son];
const standIns: ReadonlySet<string> = new Set(['reminder', 'stands']);

it('a change is told to a contact at most once; reminders apart', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const farm = watchedFarm(contacts);
      happen(farm, story);
      const told = farm.sent.flatMap(({ contact, lines }) =>
        lines.filter(({ says }) => !standIns.has(says)).map(({ matter, seq }) => `${contact} ${matter} ${seq}`),
      );
      expect(new Set(told).size).toBe(told.length);
    }),
    { numRuns: 150 },
  );
});

it('no message comes in quiet hours unless something in it is bad enough', () => {
  fc.assert(
    fc.property(stories, fc.nat(1439), (story, startMin) => {
      const farm = watchedFarm(contacts);
      farm.now = morning + startMin * minuteMs;
      happen(farm, story);
      for (const { contact, at, lines } of farm.sent) {
        const to = contacts.find(({ id }) => id === contact)!;
        if (!mayDisturb(to, 'calm', at)) expect(lines.some(({ severity: bad }) => !isWorse('urgent', bad))).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

it('a restart at any moment changes no message', () => {
  fc.assert(
    fc.property(stories, fc.nat(1439), (story, startMin) => {
      const [whole, broken] = [watchedFarm(contacts), watchedFarm(contacts)];
      for (const farm of [whole, broken]) farm.now = morning + startMin * minuteMs;
      happen(whole, story);
      happen(broken, story, (farm) => farm.restart());
      expect(broken.sent).toEqual(whole.sent);
    }),
    { numRuns: 100 },
  );
});

it('what is old when it is heard of is never told as new', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const old = story.map((one) => (one.what === 'raise' ? { ...one, ageMin: one.ageMin + 120 } : one));
      const farm = watchedFarm([{ ...farmer, quiet: undefined }]);
      happen(
        farm,
        old.filter(({ what }) => what === 'raise' || what === 'clear' || what === 'pass'),
      );
      // What was held because it flapped may be told again later: by then it is known.
      const first = new Map<string, string>();
      for (const { lines } of farm.sent) {
        for (const line of lines) if (!first.has(line.matter)) first.set(line.matter, line.says);
      }
      for (const says of first.values()) expect(says).toBe('stands');
    }),
    { numRuns: 100 },
  );
});

it('in the end everybody knows what is so, as far as he wants to', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const farm = watchedFarm([{ ...farmer, quiet: undefined }]);
      happen(
        farm,
        story.filter(({ what }) => what !== 'snooze'),
      );
      farm.pass(1000 * minuteMs);
      for (const { alerts, known } of farm.matters().values()) {
        const stands = alerts.some(({ state }) => state === 'standing');
        if (known['tu']) expect(known['tu'].says).toBe(stands ? 'stands' : 'ended');
        else expect(stands).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});
