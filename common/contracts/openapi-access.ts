import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { accessOf } from './access.ts';
import { problemAnswers } from './openapi-operation.ts';
import { type ProblemKind, problems } from './problems.ts';

/** How OpenAPI names what a caller shows. */
export const token = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'From POST /tokens of the customers service. Asked for where the services are told CUSTOMERS_URL.',
} as const;

const methods = ['get', 'post', 'put'] as const;

/** Each operation with who may call it, and what everybody else is answered: both from the table that the services go by. */
export function withAccess(paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => {
      const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
      const guarded: ZodOpenApiPathItemObject = { ...item };
      for (const method of methods) {
        const operation = item[method];
        if (operation) guarded[method] = guardedOf(operation, accessOf(method.toUpperCase(), route));
      }
      return [path, guarded];
    }),
  );
}

function guardedOf(operation: ZodOpenApiOperationObject, access: string): ZodOpenApiOperationObject {
  if (access === 'anyone') return operation;
  return {
    ...operation,
    description: `Where tokens are asked for: for the role ${access}.`,
    security: [{}, { token: [] }],
    responses: { ...operation.responses, ...refusals },
  };
}

const refusing = (status: number): ProblemKind[] =>
  (Object.keys(problems) as ProblemKind[]).filter((kind) => problems[kind].status === status);
const refusals = problemAnswers([...refusing(401), ...refusing(403)]);
