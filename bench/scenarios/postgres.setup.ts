import type { TestProject } from 'vitest/node';
import { startPostgresql } from '../brokers/postgresql.ts';
import { forTests } from './for-tests.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `scratch` keeps its stores, each in a schema of its own. Absent: in files. */
    storeUrl?: string;
  }
}

/** One PostgreSQL for all files. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { folder, guard, say, tearDown } = forTests();
  try {
    const server = await startPostgresql('page-cache', { say, dataFolder: folder, keep: false, guard });
    project.provide('storeUrl', server.url);
    return () => tearDown([server]);
  } catch (error) {
    await tearDown([]);
    throw error;
  }
}
