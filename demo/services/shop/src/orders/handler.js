import { shippingLabel } from "./label.js";

/** Takes new orders off the queue and prints their labels. */
export async function handler(event) {
  const orders = event.Records.map((record) => JSON.parse(record.body));
  return { labels: orders.map((order) => shippingLabel(order)) };
}
