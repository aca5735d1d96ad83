import type { Point } from '../claim.ts';

export const binding: Point = {
  title: 'Who can connect',
  claims: [
    {
      says: 'Whatever opens a port names its address, and that is loopback unless told otherwise.',
      tests: {
        'bench/test/listeners.test.ts': [
          'whatever opens a port names the address: loopback, or the setting that is loopback by default',
        ],
        'common/base/config.test.ts': ['every setting but the data folder has a default'],
      },
    },
    {
      says: 'Of a running lab every port is on loopback: services, AMQP, Erlang distribution, epmd, Kafka and its controller.',
      tests: {
        'bench/scenarios/private.real.test.ts': [
          'every port of it is open on loopback alone, those beside the way in included',
        ],
        'bench/brokers/pure.test.ts': [
          'each broker has credentials of its own, and no guest',
          'Kafka listens on loopback only, controller included',
        ],
      },
    },
    {
      says: 'There is no port for metrics of a broker, for JMX or for a debugger.',
      tests: {
        'bench/test/listeners.test.ts': [
          'nothing listens with a debugger, nor lets a JVM be managed from outside',
          'inside a service only the HTTP server opens a port: there is no second door for operators',
        ],
        'bench/scenarios/private.real.test.ts': [
          'every port of it is open on loopback alone, those beside the way in included',
        ],
      },
    },
    {
      says: 'In containers the APIs alone are published, on 127.0.0.1.',
      tests: {
        'bench/test/compose-files.test.ts': ['every port is published on loopback'],
        'bench/tools/compose/try-mode.ts': ['opens its API on 127.0.0.1 and nothing else'],
        'bench/tools/compose/try-shop.ts': ['opens its ports on 127.0.0.1 and nothing else'],
      },
    },
    {
      says: 'In containers a broker is on a network without a way out, and publishes nothing.',
      tests: {
        'bench/test/compose-files.test.ts': [
          '%s: the broker is on the network that leads nowhere, alone, and publishes no port',
        ],
        'bench/tools/compose/try-mode.ts': ['is locked down'],
      },
    },
  ],
};
