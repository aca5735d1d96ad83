import type { Schema } from './bodies.ts';

/** A route that takes a body, as a service describes it itself. */
export interface Route {
  method: string;
  path: string;
  schema: Schema;
  find(ref: string): Schema;
}

interface OpenApi {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components?: { schemas?: Record<string, Schema> };
}

/** Every route of a service that takes a body, read from its own `/openapi.json`. Path parameters are filled with `sku`. */
export async function bodyRoutes(url: string, sku: string): Promise<Route[]> {
  const { paths, components } = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const find = (ref: string): Schema => components?.schemas?.[ref.split('/').at(-1) ?? ''] ?? {};
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      return schema ? [{ method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/, sku), schema, find }] : [];
    }),
  );
}
