import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/checkout/handler.js";
import { basketTotal } from "../src/checkout/totals.js";

test("adds up items and takes the discount off", () => {
  const items = [
    { priceCents: 500, quantity: 2 },
    { priceCents: 199, quantity: 1 },
  ];
  assert.equal(basketTotal(items), 1199);
  assert.equal(basketTotal(items, 10), 1079);
});

test("answers with the total", async () => {
  const body = JSON.stringify({ items: [{ priceCents: 100, quantity: 3 }] });
  assert.deepEqual(await handler({ body }), { statusCode: 200, body: '{"totalCents":300}' });
});
