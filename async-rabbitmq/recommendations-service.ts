import { recommendationsService } from '../common/service/recommendations-service.ts';
import { runService } from '../common/service/run-service.ts';
import { listeners } from '../common/workflow/listeners.ts';
import { listen } from './listen.ts';

/** Hears of placed orders and finds what is bought together. Nobody planned for it. */
await runService(listeners.recommendations.service, async (context) =>
  recommendationsService(context, listen(context, 'recommendations')),
);
