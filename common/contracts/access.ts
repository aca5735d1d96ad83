import type { CallerRole } from './customers.ts';

/** Who may call a route where tokens are asked for. */
export type Access = 'anyone' | CallerRole;

/** What is not in it is for operators alone: a new route is closed until somebody opens it. Calls between services are for services. */
const openTo: Record<'anyone' | 'customer' | 'service', readonly string[]> = {
  anyone: [
    'GET /health',
    'GET /ready',
    'GET /openapi.json',
    'GET /asyncapi.json',
    'GET /products',
    'GET /products/:sku',
    'POST /customers',
    'POST /tokens',
    'GET /.well-known/jwks.json',
  ],
  customer: [
    'POST /orders',
    'POST /order',
    'GET /orders',
    'GET /orders/:id',
    'GET /orders/:id/events',
    'PUT /orders/:id/cancel',
  ],
  service: ['POST /reserve', 'POST /release', 'POST /pay', 'POST /refund', 'POST /send'],
};

const byRoute = new Map(
  Object.entries(openTo).flatMap(([access, routes]) => routes.map((route) => [route, access as Access] as const)),
);

/** `path` as a route has it: `/orders/:id`. */
export const accessOf = (method: string, path: string): Access => byRoute.get(`${method} ${path}`) ?? 'operator';

/** An operator may do what a customer may. */
export const maySee = (access: Access, role: CallerRole): boolean =>
  access === 'anyone' || access === role || (access === 'customer' && role === 'operator');
