import { afterAll, beforeAll, describe, test } from "vitest";
import { storeContract } from "./store.contract.ts";
import { type StorePlace, stores } from "./stores.ts";

describe.each(stores)("the store in $name", ({ open }) => {
  let place: StorePlace;

  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place.close());

  for (const { name, run } of storeContract) test(name, async () => run(await place.fresh()));
});
