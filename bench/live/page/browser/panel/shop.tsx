import { useState } from 'preact/hooks';
import type { Model } from '../model.ts';
import { ShopNotifications } from './shop-notifications.tsx';
import { ShopOrders } from './shop-orders.tsx';
import { Parked } from './shop-parked.tsx';
import { Products } from './shop-products.tsx';

const views = { products: 'Products', orders: 'Orders', notifications: 'Notifications', parked: 'Parked' } as const;
type View = keyof typeof views;

/** What one lane's services say of themselves: stock, orders, notifications, and what was set aside. */
export function Shop({ model: { lanes } }: { model: Model }) {
  const [name, setName] = useState<string | null>(null);
  const [view, setView] = useState<View>('products');
  const lane = lanes.find((one) => one.lane === name) ?? lanes[0];
  if (!lane) return null;
  return (
    <>
      <div class="filters">
        <select aria-label="Lane" value={lane.lane} onChange={({ currentTarget }) => setName(currentTarget.value)}>
          {lanes.map((one) => (
            <option key={one.lane} value={one.lane}>
              {one.label}
            </option>
          ))}
        </select>
        <select
          aria-label="What to look at"
          value={view}
          onChange={({ currentTarget }) => setView(currentTarget.value as View)}
        >
          {(Object.keys(views) as View[]).map((one) => (
            <option key={one} value={one}>
              {views[one]}
            </option>
          ))}
        </select>
      </div>
      {view === 'products' && <Products lane={lane.lane} />}
      {view === 'orders' && <ShopOrders lane={lane.lane} />}
      {view === 'notifications' && <ShopNotifications lane={lane.lane} />}
      {view === 'parked' && <Parked lane={lane} />}
    </>
  );
}
