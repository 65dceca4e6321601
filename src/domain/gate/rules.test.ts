import { describe, expect, it } from "vitest";
import { facts, nowMs, rules } from "../../../test/gated-pull.ts";
import { applyRules, decideGate } from "./decide.ts";
import { type GateRule, held, type PullKind, satisfied } from "./rule.ts";
import { gateRules } from "./rules.ts";

describe("the rules", () => {
  it("share no code", () => {
    const codes = gateRules.flatMap((rule) => rule.codes);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("hold back the kinds that they name, at the time that they are asked about", () => {
    const untilMs = nowMs + 1;
    const calendar: GateRule = {
      codes: ["draft"],
      holds: ["improvement"],
      answer: "wait",
      refresh: "forbidden",
      check: (_facts, _rules, atMs) =>
        atMs < untilMs ? held("draft", "Not yet.") : satisfied("It is time."),
    };
    const kindAt = (kind: PullKind, atMs: number) =>
      decideGate(facts, { ...rules, kind }, atMs, [...gateRules, calendar]).kind;
    expect(kindAt("improvement", nowMs)).toBe("wait");
    expect(kindAt("improvement", untilMs)).toBe("merge");
    expect(kindAt("revert", nowMs)).toBe("merge");
  });

  it("say what satisfied each of them, passed or not", () => {
    const ruled = applyRules({ ...facts, draft: true }, rules, nowMs);
    expect(ruled.map(({ rule }) => rule)).toEqual(gateRules);
    expect(ruled.filter(({ ruling }) => ruling.kind === "held")).toMatchObject([
      { rule: { codes: ["draft"] } },
    ]);
    for (const { ruling } of [...ruled, ...applyRules(facts, rules, nowMs)])
      if (ruling.kind === "satisfied") expect(ruling.by).toMatch(/^[^\n]+\.$/);
  });
});
