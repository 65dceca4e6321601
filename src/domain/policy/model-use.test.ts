import { expect, it } from "vitest";
import type { Isolation } from "../shared/isolation.ts";
import { modelRefusals } from "./model-use.ts";

const apart: Isolation = { kind: "bubblewrap" };
const half: Isolation = { kind: "permissions", because: "there is no bwrap." };
const not: Isolation = { kind: "none", because: "there is no bwrap." };

it.each([
  ["fix-error", true, "preferred", apart, []],
  ["fix-error", true, "required", apart, []],
  ["component", true, "preferred", half, []],
  ["component", true, "required", half, ["model_not_isolated"]],
  ["fix-error", true, "preferred", not, ["model_not_isolated"]],
  ["fix-error", true, "required", not, ["model_not_isolated"]],
  ["fix-error", false, "preferred", apart, ["model_off"]],
  ["fix-error", true, "required", null, []],
  ["recipe", false, "required", not, []],
  ["report-only", false, "required", not, []],
] as const)(
  "%s with enabled %s and sandbox %s in %j is refused for %j",
  (kind, enabled, sandbox, isolation, codes) => {
    const refusals = modelRefusals(kind, { enabled, sandbox }, isolation);
    expect(refusals.map(({ code }) => code)).toEqual(codes);
  },
);

it("says why nothing keeps it apart", () => {
  const [refusal] = modelRefusals("component", { enabled: true, sandbox: "required" }, half);
  expect(refusal?.text).toContain("there is no bwrap");
});
