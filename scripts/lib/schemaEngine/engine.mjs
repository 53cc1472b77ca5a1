// @ts-check
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { createAdapterFactory } from './databases.mjs';

/** What the engine said when it panicked; afterwards it is of no use. */
let panic = '';

export function panicMessage() {
  return panic;
}

/**
 * Prisma's schema engine, compiled to WebAssembly, with the given schemas and database.
 * @param {{ datamodels: string[], datasource: import('./databases.mjs').Datasource }} options
 */
export async function loadSchemaEngine({ datamodels, datasource }) {
  await instantiate();
  const sources = await Promise.all(
    datamodels.map(async (path) => /** @type {[string, string]} */ ([path, await readFile(path, 'utf8')])),
  );
  return bindings.SchemaEngine.new(
    { datamodels: sources.length > 0 ? sources : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(createAdapterFactory(datasource)),
  );
}

async function instantiate() {
  // The name is the engine's own: it calls this object when it panics.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(/** @type {string} */ message) {
        panic = message;
      },
    },
  });
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
}
