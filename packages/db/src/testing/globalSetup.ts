import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './startTestPostgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the Postgres of this test run; `createTestDatabase` makes databases in it. */
    postgresUrl: string;
  }
}

/** One Postgres for a whole run of integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const testPostgres = await startTestPostgres();
  project.provide('postgresUrl', testPostgres.url);
  return () => testPostgres.stop();
}
