import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/orders/handler.js";
import { shippingLabel } from "../src/orders/label.js";

test("prints the city in capitals", () => {
  assert.equal(shippingLabel({ id: 7, shippingAddress: { city: "Malmö" } }), "7 MALMÖ");
});

test("makes a label for every order of a batch", async () => {
  const body = JSON.stringify({ id: 8, shippingAddress: { city: "Oslo" } });
  assert.deepEqual(await handler({ Records: [{ body }] }), { labels: ["8 OSLO"] });
});
