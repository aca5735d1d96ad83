import { proxied } from '../proxied.ts';

/** Certain failure: nobody listens, so nothing can have happened there. */
export const refuse = proxied({
  name: 'network:refuse',
  title: 'Connections are refused',
  what: 'connections on the links of inventory are refused, and open ones reset',
  parameters: {},
  toxic: () => ({ kind: 'refuse' }),
  tells: ({ hits }) => `a connection was refused; with the open ones that were reset, ${hits} in all`,
});
