export { createTestDatabase, type TestDatabase } from './createTestDatabase.ts';
export { prepareTemplate, startTestPostgres, type TestPostgres } from './startTestPostgres.ts';
