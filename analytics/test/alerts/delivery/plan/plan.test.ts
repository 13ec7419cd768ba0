import { describe, expect, it } from 'vitest';
import { plan } from '../../../../src/alerts/delivery/plan/plan.ts';
import { farmer, hourMs, minuteMs, morning, settings, son, technician, watchedFarm } from './watched-farm.ts';

describe('an alert that is raised', () => {
  it('is told once, again when it gets worse, and when it has been over for a while', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing', 'warning');
    farm.pass(10 * minuteMs);
    farm.says('salt', 'a', 'standing', 'urgent');
    farm.decides('a', 'acknowledged');
    farm.pass(2 * hourMs);
    farm.says('salt', 'a', 'cleared', 'urgent');
    farm.pass(59 * minuteMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: worse']);
    farm.pass(minuteMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: worse', 'tu: ended']);
    farm.pass(24 * hourMs);
    expect(farm.story()).toHaveLength(3);
    expect(farm.matters().size).toBe(0);
  });

  it('of a crop or an animal is for the farmer, of equipment for the technician', () => {
    const field = watchedFarm([farmer, technician], settings, 'crop');
    field.says('salt', 'a', 'standing');
    expect(field.story()).toEqual(['tu: new']);
    const node = watchedFarm([farmer, technician], settings, 'equipment');
    node.says('silent', 'a', 'standing');
    expect(node.story()).toEqual(['ky-thuat: new']);
  });

  it('is not told to those of another farm, nor to those who want only what is worse', () => {
    const farm = watchedFarm([
      { ...farmer, id: 'far', sites: ['elsewhere'] },
      { ...farmer, id: 'calm', least: 'urgent' },
    ]);
    farm.says('salt', 'a', 'standing', 'warning');
    expect(farm.story()).toEqual([]);
    farm.says('salt', 'a', 'standing', 'urgent');
    expect(farm.story()).toEqual(['calm: new']);
  });

  it('many at once are one message', () => {
    const farm = watchedFarm([technician], settings, 'equipment');
    for (const rule of ['a', 'b', 'c', 'd']) farm.says(rule, rule, 'standing');
    const unheard = new Map([...farm.matters()].map(([key, matter]) => [key, { ...matter, known: {}, trouble: null }]));
    const { planned } = plan(unheard, [technician], settings, morning);
    expect(planned.map(({ kind, lines }) => [kind, lines.length])).toEqual([['digest', 4]]);
  });
});

describe('nobody acknowledges', () => {
  it('reminds at the set ages, and tells the next contact after half an hour', () => {
    const farm = watchedFarm([farmer, son]);
    farm.says('salt', 'a', 'standing');
    farm.pass(5 * hourMs);
    expect(farm.story()).toEqual([
      'tu: new',
      'nam: escalated',
      'tu: reminder',
      'nam: reminder',
      'tu: reminder',
      'nam: reminder',
    ]);
    expect(farm.sent.map(({ at }) => (at - morning) / minuteMs)).toEqual([0, 30, 60, 60, 240, 240]);
  });

  it('a notice is not escalated', () => {
    const farm = watchedFarm([farmer, son]);
    farm.says('salt', 'a', 'standing', 'notice');
    farm.pass(hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: reminder']);
  });

  it('reminders that a stopped server missed are told once', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing', 'urgent');
    farm.now += 9 * hourMs;
    farm.pass(hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: reminder']);
  });
});

describe('a person decides', () => {
  it('acknowledged: no reminder and no escalation, until it gets worse', () => {
    const farm = watchedFarm([farmer, son]);
    farm.says('salt', 'a', 'standing');
    farm.decides('a', 'acknowledged');
    farm.pass(3 * hourMs);
    expect(farm.story()).toEqual(['tu: new']);
    farm.says('salt', 'a', 'standing', 'urgent');
    farm.pass(hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: worse', 'nam: escalated', 'tu: reminder', 'nam: reminder']);
  });

  it('snoozed: nothing of it before that time, then it goes on', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing');
    farm.decides('a', 'snoozed', morning + 5 * hourMs);
    farm.pass(5 * hourMs - minuteMs);
    expect(farm.story()).toEqual(['tu: new']);
    farm.pass(minuteMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: reminder']);
  });

  it('snoozed: it is told when it gets worse', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing');
    farm.decides('a', 'snoozed', morning + 5 * hourMs);
    farm.says('salt', 'a', 'standing', 'urgent');
    expect(farm.story()).toEqual(['tu: new', 'tu: worse']);
  });
});

describe('an alert that flaps', () => {
  it('says nothing new for six hours, then that it is there again, with how often', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    for (let at = 0; at < 7; at += 1) {
      farm.says('salt', `a${at}`, 'standing');
      farm.pass(40 * minuteMs);
      farm.says('salt', `a${at}`, 'cleared');
      farm.pass(20 * minuteMs);
    }
    expect(farm.story()).toEqual(['tu: new', 'tu: new']);
    expect(farm.sent[1]?.at).toBe(morning + 6 * hourMs);
    expect(farm.sent[1]?.lines[0]?.raisedSince).toBe(6);
  });

  it('is told again at once where its end had been told: nobody believes that it is over while it stands', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    farm.says('salt', 'a', 'standing');
    farm.says('salt', 'a', 'cleared');
    farm.pass(hourMs);
    farm.says('salt', 'b', 'standing');
    farm.says('salt', 'b', 'cleared');
    farm.pass(3 * hourMs);
    // But its end is not told again within six hours.
    expect(farm.story()).toEqual(['tu: new', 'tu: ended', 'tu: new']);
    farm.pass(4 * hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: ended', 'tu: new', 'tu: ended']);
  });

  it('is told when it comes back worse', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing', 'warning');
    farm.says('salt', 'a', 'cleared', 'warning');
    farm.says('salt', 'b', 'standing', 'urgent');
    expect(farm.story()).toEqual(['tu: new', 'tu: worse']);
  });
});

describe('quiet hours', () => {
  const night = Date.parse('2026-11-20T15:00:00Z'); // 22:00
  const dawn = Date.parse('2026-11-20T22:00:00Z'); // 05:00

  it('hold back what can wait and end with one digest of how things are then', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    farm.now = night;
    farm.says('salt', 'a', 'standing');
    farm.says('heat', 'b', 'standing', 'notice');
    farm.pass(hourMs);
    farm.says('heat', 'b', 'cleared', 'notice');
    farm.says('cold', 'c', 'standing');
    farm.pass(8 * hourMs);
    expect(farm.story()).toEqual(['tu: stands, passed, stands']);
    expect(farm.sent[0]).toMatchObject({ kind: 'digest', at: dawn });
  });

  it('do not hold back what is urgent, also where it waited as a warning', () => {
    const farm = watchedFarm();
    farm.now = night;
    farm.says('salt', 'a', 'standing', 'warning');
    farm.pass(hourMs);
    farm.says('salt', 'a', 'standing', 'urgent');
    farm.pass(minuteMs);
    expect(farm.story()).toEqual(['tu: new']);
  });

  it('are not broken by what is urgent and snoozed: a digest would say only what can wait', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    farm.now = night;
    farm.says('heat', 'a', 'standing', 'notice');
    farm.says('salt', 'b', 'standing', 'urgent', 2 * hourMs);
    farm.decides('b', 'snoozed', dawn + hourMs);
    farm.says('heat', 'a', 'cleared', 'notice');
    farm.pass(dawn - night - minuteMs);
    expect(farm.story()).toEqual([]);
    farm.pass(minuteMs);
    expect(farm.story()).toEqual(['tu: passed']);
    farm.pass(hourMs + settings.gatherMs);
    expect(farm.story()).toEqual(['tu: passed', 'tu: stands']);
  });

  it('an end waits for the morning', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    farm.now = night;
    farm.says('salt', 'a', 'standing', 'urgent');
    farm.says('salt', 'a', 'cleared', 'urgent');
    farm.pass(6 * hourMs);
    expect(farm.story()).toEqual(['tu: new']);
    farm.pass(hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: ended']);
    expect(farm.sent[1]?.at).toBe(dawn);
  });
});

describe('news that come late', () => {
  it('are told in one digest if they still stand, and nowhere if they do not', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing', 'urgent', 20 * hourMs);
    farm.says('salt', 'a', 'cleared', 'urgent', 18 * hourMs);
    farm.says('heat', 'b', 'standing', 'warning', 9 * hourMs);
    farm.says('cold', 'c', 'standing', 'warning', 5 * hourMs);
    farm.pass(9 * minuteMs);
    expect(farm.story()).toEqual([]);
    farm.pass(minuteMs);
    expect(farm.story()).toEqual(['tu: stands, stands']);
    farm.pass(20 * minuteMs);
    expect(farm.story()).toHaveLength(1);
  });
});

describe('a history that turns out otherwise', () => {
  it('withdrawn after it was told: one correction', () => {
    const farm = watchedFarm();
    farm.says('salt', 'a', 'standing');
    farm.says('salt', 'a', 'withdrawn');
    farm.pass(8 * hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: withdrawn']);
  });

  it('withdrawn before anybody was told: nothing', () => {
    const farm = watchedFarm();
    farm.now = Date.parse('2026-11-20T15:00:00Z');
    farm.says('salt', 'a', 'standing');
    farm.says('salt', 'a', 'withdrawn');
    farm.pass(10 * hourMs);
    expect(farm.story()).toEqual([]);
    expect(farm.matters().size).toBe(0);
  });

  it('a beginning that moves by hours is corrected once, one that moves by minutes is not', () => {
    const farm = watchedFarm([farmer], { ...settings, remindAfterMs: [] });
    farm.says('salt', 'a', 'standing');
    const moved = (ms: number) => {
      const [key, matter] = [...farm.matters()][0]!;
      const alert = { ...matter.alerts[0]!, raisedAt: morning - ms, seq: matter.seq + 1 };
      (farm.matters() as Map<string, typeof matter>).set(key, { ...matter, alerts: [alert], seq: alert.seq });
      farm.pass(minuteMs);
    };
    moved(20 * minuteMs);
    expect(farm.story()).toEqual(['tu: new']);
    moved(3 * hourMs);
    farm.pass(hourMs);
    expect(farm.story()).toEqual(['tu: new', 'tu: revised']);
  });
});
