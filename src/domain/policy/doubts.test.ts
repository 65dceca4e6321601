import { expect, test } from "vitest";
import { policyDoubts } from "./doubts.ts";
import { policySchema } from "./policy.ts";

const shop = { name: "shop", functionName: "shop", resource: "Shop" };
const cart = { name: "cart", functionName: "cart", resource: "Cart" };
const doubts = (services: readonly object[], rest: object = {}) =>
  policyDoubts(policySchema.parse({ version: 1, services, ...rest }));

test.each<[string, readonly object[], object, string[]]>([
  ["nothing is odd", [shop, cart], { merge: { auto: true, requiredChecks: ["ci"] } }, []],
  [
    "two services share a resource",
    [shop, { ...cart, resource: "Shop" }],
    {},
    ["services: 2 have the resource Shop in template.yaml; a change of it belongs to one. Keep one."],
  ],
  ["the same logical id in two templates", [shop, { ...cart, resource: "Shop", template: "b.yaml" }], {}, []],
  [
    "a call is misspelt",
    [{ ...shop, calls: ["crat"] }, cart],
    {},
    ["services.shop.calls: there is no service crat. Did you mean cart?"],
  ],
  [
    "a call is of nobody known",
    [{ ...shop, calls: ["payments"] }],
    {},
    ["services.shop.calls: there is no service payments. There are shop."],
  ],
  [
    "an ARN stands for a name",
    [{ ...shop, functionName: "arn:aws:lambda:eu-west-1:1:function:shop" }],
    {},
    [
      "services.shop.functionName: arn:aws:lambda:eu-west-1:1:function:shop is an ARN where a name is wanted, perhaps shop.",
    ],
  ],
  [
    "merging without a check",
    [shop],
    { merge: { auto: true } },
    ["merge.auto: true merges nothing while merge.requiredChecks names no check. Name one of your CI."],
  ],
  [
    "the app's own check is required",
    [shop],
    { merge: { auto: true, requiredChecks: ["self-building/gate"] } },
    [
      "merge.requiredChecks: self-building/gate is the app's own check and proves nothing. Name one of your CI.",
    ],
  ],
])("%s", (_what, services, rest, expected) => {
  expect(doubts(services, rest)).toEqual(expected);
});

test("a name that is there twice is no valid policy, or a doubt", () => {
  const twice = policySchema.safeParse({ version: 1, services: [shop, { ...cart, name: "shop" }] });
  expect(twice.success ? policyDoubts(twice.data) : ["refused"]).toHaveLength(1);
});
