// Holds the write lock of the store it is given, a folder and a role, until its parent lets go, or is gone.
import { lockWrites } from '../../common/store/inspector.ts';

const [dataFolder = '', store = ''] = process.argv.slice(2);
const release = await lockWrites(dataFolder, store);
process.send?.('locked');
process.on('SIGINT', () => {}); // Ctrl-C is for the lab
process.on('disconnect', () => {
  void release().finally(() => process.exit());
});
