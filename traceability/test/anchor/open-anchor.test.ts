import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const index = join(import.meta.dirname, '../../src/index.ts');
const script = `
import { registerHooks } from 'node:module';
const asked = [];
registerHooks({ resolve(specifier, context, next) { asked.push(specifier); return next(specifier, context); } });
const hasViem = () => asked.includes('viem');
const { openAnchorReader } = await import(${JSON.stringify(index)});
const before = hasViem();
await openAnchorReader({ chainId: 1, contract: '0x' }, 'http://127.0.0.1:1').catch(() => {});
console.log(JSON.stringify([before, hasViem()]));
`;

it('what speaks to chains is loaded once an anchor is opened, not before', () => {
  const args = ['--input-type=module', '--eval', script];
  expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual([false, true]);
});
