/** Sum of a basket in cents: items, then the discount in percent, rounded down. */
export function basketTotal(items, discountPercent = 0) {
  const sum = items.reduce((total, item) => total + item.priceCents * item.quantity, 0);
  return Math.floor(sum * (1 - discountPercent / 100));
}
