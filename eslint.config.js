import babelParser from '@babel/eslint-parser';
import globals from 'globals';

// The TypeScript compiler owns types and unused names; ESLint owns the habits that it cannot see.
export default [
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    languageOptions: {
      parser: babelParser,
      parserOptions: {
        requireConfigFile: false,
        babelOptions: { presets: ['@babel/preset-typescript'] },
      },
      globals: { ...globals.node, ...globals.browser },
    },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-duplicate-imports': ['error', { includeExports: false, allowSeparateTypeImports: true }],
      'no-empty': 'error',
      'no-eval': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-catch': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'use-isnan': 'error',
      'valid-typeof': 'error',
    },
  },
  {
    files: ['**/*.tsx'],
    languageOptions: {
      parserOptions: { babelOptions: { presets: ['@babel/preset-typescript'], parserOpts: { plugins: ['jsx'] } } },
    },
  },
  { files: ['tools/**', 'cli/**', '**/bench/**', '**/test/**'], rules: { 'no-console': 'off' } },
];
