/** The products every lab starts with. Prices are minor units of EUR; alerts fire when stock falls to the threshold. */
export const catalogue = [
  ['TEA-ASSAM', 'Assam tea, 250 g', 890],
  ['TEA-SENCHA', 'Sencha tea, 100 g', 1250],
  ['TEA-ROOIBOS', 'Rooibos, 250 g', 640],
  ['COFFEE-SIDAMO', 'Sidamo coffee, 500 g', 1490],
  ['COFFEE-HUILA', 'Huila coffee, 500 g', 1390],
  ['COFFEE-DECAF', 'Decaf coffee, 500 g', 1590],
  ['CUP-SMALL', 'Cup, 0.2 l', 750],
  ['CUP-LARGE', 'Cup, 0.4 l', 990],
  ['KETTLE-STEEL', 'Steel kettle, 1 l', 3900],
  ['POT-GLASS', 'Glass teapot, 1 l', 2850],
  ['FILTER-PAPER', 'Paper filters, 100 pieces', 420],
  ['SCALE-POCKET', 'Pocket scale', 2190],
].map(([sku, name, unitPriceMinor]) => ({
  sku: sku as string,
  name: name as string,
  unitPriceMinor: unitPriceMinor as number,
  currency: 'EUR',
  lowStockThreshold: 20,
}));
