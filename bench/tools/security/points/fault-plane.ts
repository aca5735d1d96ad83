import type { Point } from '../claim.ts';

export const faultPlane: Point = {
  title: 'Faults on purpose',
  claims: [
    {
      says: 'Services hold no faults but crash points, which do nothing unless a setting names one.',
      tests: {
        'common/base/crash-point.test.ts': [
          'no crash point does anything unless the setting names it',
          'of all settings that a service has, those for fault tests are off by default',
        ],
        'bench/test/dependencies.test.ts': ['%s imports only what lies below it'],
      },
    },
    {
      says: 'The fault proxy has no control port: it obeys its parent over a pipe, so there is no token to guess.',
      tests: {
        'bench/test/listeners.test.ts': [
          'of the fault plane only the links of the proxy listen: its orders come from its parent, over no port',
        ],
        'bench/faults/proxy/proxy.real.test.ts': [
          'it listens on loopback, on one port per link and no other: its orders come from its parent alone',
        ],
      },
    },
    {
      says: 'The warehouse of --work, which is told over HTTP what to do wrong, is no service and takes no orders from pages of other origins.',
      tests: {
        'bench/lab/warehouse/warehouse.test.ts': ['the warehouse takes no orders from a page of somebody else'],
      },
    },
    {
      says: 'There is no endpoint for operators beside the documented API.',
      tests: {
        'common/http/http.test.ts': ['what is served is what the documents say'],
        'bench/test/listeners.test.ts': [
          'inside a service only the HTTP server opens a port: there is no second door for operators',
        ],
      },
    },
    {
      says: 'The live page is read and commanded by whoever knows the token of its run, under a name of ours, from no other origin or site.',
      tests: {
        'bench/live/server/live-server.test.ts': [
          'a command with the token is carried out',
          'a command %s is refused',
          'nobody reads without the token: neither the stream nor what the page looks at',
          '%s is refused, whatever it knows',
          'a body that is no command is refused with what is wrong',
        ],
      },
    },
    {
      says: 'The live page runs nothing inline, loads nothing from elsewhere, and of its folder only what it names is served.',
      tests: {
        'bench/live/server/live-server.test.ts': [
          'the page may run nothing inline and load nothing from elsewhere',
          'of the folder of the page only its index and its assets are served',
        ],
      },
    },
    {
      says: 'What a killed lab leaves behind is ended and removed, faults included.',
      tests: {
        'bench/scenarios/interrupted-fault.real.test.ts': ['by %s leaves no process, listener or folder'],
        'bench/scenarios/killed-parent.slow.test.ts': [
          'ends with all its services and its broker when the lab process is killed with SIGKILL',
        ],
      },
    },
  ],
};
