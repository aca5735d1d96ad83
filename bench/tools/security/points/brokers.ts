import type { Point } from '../claim.ts';

export const brokers: Point = {
  title: 'Brokers and secrets',
  claims: [
    {
      says: 'Orders through the broker are taken only with `LAB_REQUESTS`, and replied to nowhere but where clients are replied to: no request makes a service write into the queue or the topic of another one.',
      tests: {
        'common/contracts/order-requests.test.ts': [
          'nothing is replied to a place that is none of a client: not into the queue of a service',
          'one that lacks them, or is no order, is refused',
        ],
      },
    },
    {
      says: 'A RabbitMQ URL without user or password is refused: the client would log in as guest:guest, unasked.',
      tests: {
        'async-rabbitmq/test/credentials.test.ts': [
          'amqplib falls back to guest:guest when the URL has no credentials: %j is refused instead',
        ],
        'bench/brokers/pure.test.ts': [
          'AMQP_URL without credentials is refused, because amqplib would use guest:guest',
        ],
        'bench/scenarios/failed-start.real.test.ts': ['refuses a broker address without credentials'],
        'bench/test/no-secrets-or-hosts.test.ts': ['no script or service takes guest:guest'],
      },
    },
    {
      says: 'A RabbitMQ of ours has a random user and password per run, and no guest.',
      tests: {
        'bench/brokers/pure.test.ts': ['each broker has credentials of its own, and no guest'],
        'bench/scenarios/private.real.test.ts': ['guest cannot log in'],
      },
    },
    {
      says: 'A PostgreSQL of ours listens on loopback alone and asks for a password of this run; what npm fetched is known by its content.',
      tests: {
        'bench/brokers/postgres-server.test.ts': [
          'it listens on loopback alone, and lets nobody in without its password',
          'another content than expected is refused',
        ],
      },
    },
    {
      says: 'In containers each service is a RabbitMQ user that reads its own queue and publishes its own events, no more.',
      tests: {
        'async-rabbitmq/test/definitions.test.ts': [
          'no service may make or delete anything on the broker',
          'a service reads its own queue and no other, not even its dead letters',
          'a service publishes its own events, and sets aside what it cannot handle',
          'where orders are paid there is one user more, who reads what asks for money and tells what came of it',
        ],
      },
    },
    {
      says: 'Secrets come from the environment or a file; there is none in the sources.',
      tests: {
        'common/base/config.test.ts': ['the URL of RabbitMQ and the password of Kafka can come from a file'],
        'async-rabbitmq/test/definitions.test.ts': ['no password is written down, and nobody is called guest'],
        'bench/test/no-secrets-or-hosts.test.ts': ['no file holds a key'],
      },
    },
    {
      says: 'Secrets are in no log, no argument, no answer, no refusal and not in run.json.',
      tests: {
        'bench/scenarios/private.real.test.ts': ['the password of the broker is in no argument, no log and no answer'],
        'common/base/config.test.ts': ['a refusal does not repeat a secret'],
        'bench/brokers/pure.test.ts': ['a text shown to people never carries the password'],
        'bench/faults/proxy/address.test.ts': [
          'an address without a port is refused, and its password is not repeated',
        ],
        'bench/record/run-folder.test.ts': [
          'what run.json says of a broker holds neither its password nor where it is',
        ],
      },
    },
    {
      says: 'A service sees no more of the environment than it needs.',
      tests: { 'bench/scenarios/private.real.test.ts': ['a service sees no more of the environment than it needs'] },
    },
    {
      says: 'An amqps URL means TLS to RabbitMQ; a certificate that is not trusted is told nothing, no password.',
      tests: {
        'async-rabbitmq/test/tls.real.test.ts': [
          'a broker behind TLS is used once its certificate is trusted; before that it is told nothing, no password',
        ],
      },
    },
    {
      says: 'With KAFKA_TLS nothing is said to Kafka but by TLS.',
      tests: {
        'streaming-kafka/test/tls.test.ts': [
          'with KAFKA_TLS the first thing a broker hears is a TLS handshake, and never the user: %j',
        ],
      },
    },
    {
      says: 'A Kafka with TLS, SASL/SCRAM and access lists is used as a user with a password; a wrong password, missing rights and a certificate that is not trusted end in a refusal.',
      tests: {
        'bench/scenarios/locked-kafka.real.test.ts': [
          'carries orders for services that are told user and password',
          'refuses a wrong password',
          'lets a user without rights do nothing',
          'is told no password while its certificate is not trusted',
        ],
      },
    },
    {
      says: 'Each service is a user of its own on such a Kafka, with no more rights than it needs.',
      tests: {
        'streaming-kafka/test/definitions.test.ts': [
          'a service publishes its own events, and sets aside what it cannot handle',
          'a service reads its own topics in its own group',
          'no service may make, change or delete anything on the broker',
          'where orders are paid there is one user more, who reads what asks for money and writes what came of it',
        ],
        'bench/scenarios/own-users.real.test.ts': [
          'each service does its work as a user of its own',
          'a service that writes where it has no right, or makes a topic, is refused',
        ],
      },
    },
  ],
};
