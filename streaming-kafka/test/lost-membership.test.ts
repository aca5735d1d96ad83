import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { throwCause } from '../transport/keep-consuming.ts';

test('an answer that kafkajs wraps is passed on as it came, so that its consumer joins the group again', () => {
  const answer = new kafkajs.KafkaJSProtocolError('The coordinator is not aware of this member');
  const wrapped = Object.assign(new kafkajs.KafkaJSNonRetriableError(answer), { cause: answer });
  expect(() => throwCause(wrapped)).toThrow(answer);
});

test('any other error is passed on as it is', () => {
  const error = new Error('the broker is gone');
  expect(() => throwCause(error)).toThrow(error);
});
