import amqp from 'amqplib';

/** Removes what an empty pipeline has on its broker, which its processes make themselves, and tells the parent. */
const { url, name, what } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  name: string;
  what: 'make' | 'remove';
};

if (what === 'remove') {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  for (const role of ['orders', 'inventory', 'notifications']) await channel.deleteQueue(`${name}.${role}`);
  await channel.deleteExchange(name);
  await connection.close();
}
process.send?.({ done: true });
