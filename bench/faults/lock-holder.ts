// Holds the write lock of the SQLite file it is given until its parent lets go, or is gone.
import Database from 'better-sqlite3';

const db = new Database(process.argv[2], { timeout: 5000 });
db.exec('BEGIN IMMEDIATE');
process.send?.('locked');
process.on('SIGINT', () => {}); // Ctrl-C is for the lab
process.on('disconnect', () => {
  db.exec('ROLLBACK');
  db.close();
  process.exit();
});
