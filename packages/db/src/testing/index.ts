export { createTestDatabase, type TestDatabase } from './createTestDatabase.ts';
export { startTestPostgres, type TestPostgres } from './startTestPostgres.ts';
