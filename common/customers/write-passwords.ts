import { join } from 'node:path';
import { newSecret, readKept, writeKept } from '../base/kept-secret.ts';
import { setAccounts } from '../tokens/token-policy.ts';

// Run once before the customers service starts, with the folder to write to and the accounts to write for, of those that are set
// and not signed up. A password that is there already is kept.
//
//   <folder>/operator/password   for the customers service, and the person who looks after the shop
//   <folder>/service/password    for the customers service, and the service that calls others
const [, , folder, ...accounts] = process.argv;
const known = Object.keys(setAccounts);
if (!folder || accounts.length === 0 || !accounts.every((account) => known.includes(account)))
  throw new Error(`Say where to, and for whom of ${known.join(', ')}: write-passwords.ts <folder> <account…>`);

for (const account of accounts) {
  const file = join(folder, account, 'password');
  if (readKept(file) === '') writeKept(file, newSecret());
}
console.log(`Passwords of ${accounts.join(', ')} are ready.`);
