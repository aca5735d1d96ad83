import { runService } from '../common/service/run-service.ts';
import { sellerService } from '../common/service/seller-service.ts';
import { listeners } from '../common/workflow/listeners.ts';
import { listen } from './listen.ts';

/** Hears of reserved stock and sums up what each product sold. Nobody planned for it. */
await runService(listeners.seller.service, async (context) => sellerService(context, listen(context, 'seller')));
