const width = 32;

/** Shipping label of an order: its number and the city in capitals, cut to the printer's width. */
export function shippingLabel(order) {
  const city = order.shippingAddress.city.toUpperCase();
  return `${order.id} ${city}`.slice(0, width);
}
