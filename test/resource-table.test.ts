import { expect, test } from "vitest";
import { resourceTable } from "./resource-table.ts";

test("the table of resources is the specification's", async () => {
  await expect(resourceTable()).toMatchFileSnapshot("../src/domain/recipes/resource-table.ts");
});
