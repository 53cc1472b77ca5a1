import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{packages,apps}/*/{src,test}/**/*.test.{ts,tsx}',
            'bench/{src,test}/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.int.test.ts', '**/generated/**'],
          setupFiles: ['./scripts/testing/failOnConsoleError.ts'],
        },
      },
      {
        test: {
          name: 'int',
          include: [
            '{packages,apps}/*/{src,test}/**/*.int.test.ts',
            'bench/{src,test}/**/*.int.test.ts',
            'scripts/**/*.int.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/generated/**'],
          globalSetup: ['./packages/db/src/testing/globalSetup.ts'],
          setupFiles: ['./scripts/testing/failOnConsoleError.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
