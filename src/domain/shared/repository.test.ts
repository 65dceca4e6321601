import { expect, it } from "vitest";
import { isSameRepository, parseFullName } from "./repository.ts";

it.each([
  ["acme/shop", { owner: "acme", name: "shop" }],
  ["octo_acme/a.b-c_d", { owner: "octo_acme", name: "a.b-c_d" }],
])("reads %s", (text, expected) => expect(parseFullName(text)).toEqual(expected));

it.each(["", "acme", "acme/", "/shop", "a/b/c", "acme/sh op"])(
  "refuses %j and says how to write it",
  (text) => {
    expect(() => parseFullName(text)).toThrow(/owner\/name/);
  },
);

it("goes by number where both have one, else by name in any case", () => {
  const shop = { owner: "acme", name: "shop" };
  expect(isSameRepository(shop, { owner: "Acme", name: "SHOP" })).toBe(true);
  expect(isSameRepository(shop, { ...shop, id: 1 })).toBe(true);
  expect(isSameRepository({ ...shop, id: 1 }, { ...shop, id: 2 })).toBe(false);
  expect(isSameRepository({ ...shop, id: 1 }, { owner: "b", name: "c", id: 1 })).toBe(true);
  expect(isSameRepository(shop, { owner: "acme", name: "other" })).toBe(false);
});
