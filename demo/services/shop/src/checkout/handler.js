import { basketTotal } from "./totals.js";

/** POST /checkout: prices the basket and takes the payment. */
export async function handler(event) {
  const basket = JSON.parse(event.body);
  const totalCents = basketTotal(basket.items, basket.discountPercent);
  return { statusCode: 200, body: JSON.stringify({ totalCents }) };
}
