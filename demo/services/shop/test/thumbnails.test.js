import assert from "node:assert/strict";
import { test } from "node:test";
import { fitInto, shrink } from "../src/thumbnails/scale.js";

test("keeps the proportions", () => {
  assert.deepEqual(fitInto(4000, 3000, 256), { width: 256, height: 192 });
  assert.deepEqual(fitInto(100, 50, 256), { width: 100, height: 50 });
});

test("averages blocks of pixels", () => {
  assert.deepEqual(shrink([0, 10, 20, 30], 2, 2, 2), [15]);
});
