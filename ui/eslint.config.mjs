import js from '@eslint/js';
import next from '@next/eslint-plugin-next';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['out/', '.next/', 'src/gen/', 'next-env.d.ts', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      ...ts.configs.strictTypeChecked,
      ...ts.configs.stylisticTypeChecked,
      a11y.flatConfigs.strict,
      hooks.configs.flat.recommended,
      next.configs['core-web-vitals'],
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // The rooms: pages and components reach the backend through lib/control and lib/captions only.
      'no-restricted-globals': ['error', 'fetch', 'WebSocket', 'localStorage', 'sessionStorage'],
    },
  },
  { files: ['src/lib/**'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  // What these give to the browser runs there.
  { files: ['e2e/*.mjs'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
