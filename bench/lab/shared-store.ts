import type { Settings } from '../../common/base/config.ts';
import type { Broker } from '../brokers/broker.ts';

/** Where the stores of one lab are, when they are not files: schemas of a PostgreSQL, whose names begin with a prefix of its own. */
export interface SharedStore {
  server: Broker;
  prefix: string;
}

/** As every service of the lab is told. */
export const storeSettings = ({ server, prefix }: SharedStore) =>
  ({ STORE_URL: server.url, STORE_SCHEMA: prefix }) satisfies Partial<Settings>;
