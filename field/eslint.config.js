import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((name) => ({ name, message: 'Only src/sync speaks to the server.' }))
const DOM = ['window', 'document', 'navigator', 'localStorage', 'sessionStorage', 'indexedDB', 'location', 'history'].map((name) => ({
  name,
  message: 'state/ is pure: no DOM, no storage.',
}))

export default ts.config(
  { ignores: ['node_modules', 'build', 'practice', 'eslint.config.js'] },
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'no-undef': 'off',
      'no-console': ['error', { allow: ['error', 'warn'] }],
      eqeqeq: 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['·', '(', ')', ':', ': ', '›', '.', '◌', '●', '○'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
    },
  },
  { files: ['src/**/*.{ts,vue}'], ignores: ['src/sync/**'], rules: { 'no-restricted-globals': ['error', ...NETWORK] } },
  {
    files: ['src/state/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...NETWORK, ...DOM],
      'no-restricted-imports': ['error', { patterns: [{ group: ['vue', 'dexie', '../*'], message: 'state/ imports only itself.' }] }],
    },
  },
  {
    files: ['src/screens/**/*.{ts,vue}', 'src/parts/**/*.{ts,vue}'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['**/sync/push', '**/sync/pull', '**/sync/tus'], message: 'Screens read state and write the outbox.' }] }],
    },
  },
  { files: ['src/outbox/**/*.ts', 'src/db/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['**/sync/*', '**/screens/*', '**/parts/*'] }] }] } },
  { files: ['tests/**/*.ts'], rules: { '@typescript-eslint/explicit-function-return-type': 'off' } },
)
