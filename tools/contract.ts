// `node tools/contract.ts`: compiles the contract of the anchor and writes what the code deploys.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './source-tree.ts';

const folder = join(root, 'traceability/src/anchor/evm');
export const artifactPath = join(folder, 'log-anchor.ts');

interface Compiled {
  readonly errors?: readonly { readonly formattedMessage: string }[];
  readonly contracts: {
    readonly 'LogAnchor.sol': {
      readonly LogAnchor: {
        readonly abi: readonly object[];
        readonly evm: {
          readonly bytecode: { readonly object: string };
          readonly deployedBytecode: {
            readonly object: string;
            readonly immutableReferences: Record<
              string,
              readonly { readonly start: number; readonly length: number }[]
            >;
          };
        };
      };
    };
  };
}

/** The text of `log-anchor.ts`: interface and code of LogAnchor.sol. Throws on any error or warning of the compiler. */
export function artifactText(): string {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const sources = { 'LogAnchor.sol': { content: readFileSync(join(folder, 'LogAnchor.sol'), 'utf8') } };
  const settings = {
    // Paris: chains that have not followed to newer instructions run it too.
    evmVersion: 'paris',
    optimizer: { enabled: true, runs: 10_000 },
    // Nothing in the code depends on paths or comments: whoever compiles the source gets the same bytes.
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode'] } },
  };
  const compiled = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }))) as Compiled;
  if (compiled.errors?.length) throw new Error(compiled.errors.map((error) => error.formattedMessage).join('\n'));
  const { abi, evm } = compiled.contracts['LogAnchor.sol'].LogAnchor;
  const { object, immutableReferences } = evm.deployedBytecode;
  const writerAt = Object.values(immutableReferences).flatMap((places) => places.map(({ start }) => start));
  return `// Written by \`node tools/contract.ts\` from LogAnchor.sol; a test compiles it again and compares.
// prettier-ignore
export const logAnchorAbi = ${JSON.stringify(abi)} as const;
/** What is sent to deploy it. */
// prettier-ignore
export const creationCode = '0x${evm.bytecode.object}';
/** What stands on the chain then, but for the writer: 32 bytes at each of {@link writerAt}. */
// prettier-ignore
export const deployedCode = '0x${object}';
export const writerAt: readonly number[] = [${writerAt.sort((a, b) => a - b).join(', ')}];
`;
}

if (import.meta.main) writeFileSync(artifactPath, artifactText());
