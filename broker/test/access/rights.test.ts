import fc from 'fast-check';
import { topicMatches } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { filterCovers, rightsOf } from '../../src/access/rights.ts';

const rights = (publish: string[], subscribe: string[] = []) => rightsOf({ publish, subscribe });

describe('the rights of an identity', () => {
  it.each([
    ['a/b/#', 'a/b/c', true],
    ['a/b/#', 'a/b', true],
    ['a/b/#', 'a/bc', false],
    ['a/+/c', 'a/x/c', true],
    ['a/+/c', 'a/x/y/c', false],
    ['a/b', 'a/b', true],
    ['#', 'a/b', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['a/#', 'a/../b', false],
    ['a/#', 'a/./b', false],
    ['a/#', 'a/..b', true],
  ])('with %s, publishing to %s is %s', (allowed, topic, granted) => {
    expect(rights([allowed]).mayPublish(topic)).toBe(granted);
  });

  it.each([
    ['a/b/#', 'a/b/#', true],
    ['a/b/#', 'a/b/+/c', true],
    ['a/b/#', 'a/b', true],
    ['a/b/#', 'a/#', false],
    ['a/b/#', 'a/+/c', false],
    ['a/b/#', '#', false],
    ['a/+/c', 'a/+/c', true],
    ['a/+/c', 'a/x/c', true],
    ['a/+/c', 'a/+/+', false],
    ['a/+', 'a/#', false],
    ['a/+/#', 'a/#', false],
    ['#', '+/+', true],
    ['#', '$SYS/#', false],
    ['$SYS/#', '$SYS/broker/#', true],
    ['#', '$share/g/a', false],
    ['$share/#', '$share/g/a', false],
  ])('with %s, subscribing to %s is %s', (allowed, asked, granted) => {
    expect(rights([], [allowed]).maySubscribe(asked)).toBe(granted);
  });

  it('grants a filter only where all that it matches is allowed', () => {
    const level = fc.constantFrom('a', 'b', '+');
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));
    const topic = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }).map((all) => all.join('/'));
    fc.assert(
      fc.property(filter, filter, topic, (allowed, asked, sent) => {
        if (filterCovers(allowed, asked) && topicMatches(asked, sent)) expect(topicMatches(allowed, sent)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
