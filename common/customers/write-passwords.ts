import { join } from 'node:path';
import { newSecret, readKept, writeKept } from '../base/kept-secret.ts';
import { setAccounts } from '../tokens/token-policy.ts';

// Run once before the customers service starts, with the folder to write to and for whom. What is there already is kept.
//
//   <folder>/operator/password   for the customers service, and the person who looks after the shop
//   <folder>/service/password    for the customers service, and the service that calls others
//   <folder>/metrics/token       for every service, and the Prometheus that reads its metrics as another user
const files = {
  ...Object.fromEntries(Object.keys(setAccounts).map((account) => [account, { name: 'password', mode: 0o400 }])),
  metrics: { name: 'token', mode: 0o444 },
};
const [, , folder, ...given] = process.argv;
const wanted = given.flatMap((name) => Object.entries(files).filter(([known]) => known === name));
if (!folder || given.length === 0 || wanted.length < given.length)
  throw new Error(
    `Say where to, and for whom of ${Object.keys(files).join(', ')}: write-passwords.ts <folder> <whom…>`,
  );

for (const [whom, { name, mode }] of wanted) {
  const file = join(folder, whom, name);
  if (readKept(file) === '') writeKept(file, newSecret(), mode);
}
console.log(`Passwords are ready: ${given.join(', ')}.`);
