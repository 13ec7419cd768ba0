import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { artifactPath, artifactText } from '../contract.ts';

it('what the anchor deploys is what the compiler makes of its contract, byte for byte', () => {
  expect(readFileSync(artifactPath, 'utf8'), 'run: node tools/contract.ts').toBe(artifactText());
});
