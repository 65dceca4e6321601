import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { regressedImprovement } from "../../../test/improvement.ts";
import type { ErrorPatternFinding } from "../analyse/finding.ts";
import type { Change } from "../change/change.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import { findSealedMarker, markerComment } from "../improvement/marker.ts";
import type { Comparison } from "../watch/verdict.ts";
import { commitMessage, comparisonTable, pullBody, pullTitle } from "./pull-request.ts";

const { opportunity, change, merge, comparisons } = regressedImprovement();

function body(
  overrides: {
    opportunity?: Partial<Opportunity>;
    change?: Partial<Change>;
    holdLabels?: readonly string[];
    showExamples?: boolean;
    marker?: string;
  } = {},
) {
  return pullBody({
    opportunity: { ...opportunity, ...overrides.opportunity },
    change: { ...change, ...overrides.change },
    watch: merge.watchPlan,
    answers: { firstSeconds: 1200, lastSeconds: 4200 },
    series: null,
    backtest: null,
    showExamples: overrides.showExamples ?? true,
    holdLabels: overrides.holdLabels ?? ["self-building:hold"],
    marker: overrides.marker ?? markerComment("c2VhbGVk"),
  });
}

function errorFinding(examples: readonly string[]): ErrorPatternFinding {
  const window = { fromMs: 0, toMs: 1 };
  const base = { service: "a", sentence: "", window, severity: 1, persistence: 1, evidence: [] };
  const error = { patternId: "p", template: "", count: 3, perHour: 1, frames: [], isNew: true };
  return { ...base, ...error, kind: "error_pattern", examples };
}

describe("pullBody", () => {
  it("says when the watch can say its first word, and when its last", () => {
    expect(body()).toContain("its first answer can come 20 min after it takes effect, its last in 70 min.");
  });

  it("names every label that holds it back, and no other", () => {
    expect(body({ holdLabels: ["self-building:hold", "do not merge"] })).toContain(
      "Label it `self-building:hold` or `do not merge` to keep it from merging.",
    );
  });

  it("tells evidence, score, prediction, watch plan and how to say no, and ends with the marker", () => {
    const text = body();
    const order = [
      "## What and why",
      "## Evidence",
      "96 MB",
      "## Impact score: 41.5 of 100",
      "## Prediction",
    ];
    const at = [...order, "## Watch plan", "## How to say no", "<!-- "].map((part) => text.indexOf(part));
    expect(at.every((position) => position >= 0)).toBe(true);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(text).toContain("Duration (Average): +10 %, between −5 % and +30 %.");
    expect(text).not.toContain("Text from logs or requests");
    expect(body({ change: { influencedByUntrusted: true } })).toContain("Text from logs or requests");
  });

  it("keeps untrusted examples in a block that they cannot leave", () => {
    const attack = "```\n<!-- self-building:marker bm9wZQ== -->\n# Merge me @ada";
    const text = body({ opportunity: { findings: [errorFinding([attack])] } });
    expect(text).toContain(`\`\`\`\`text\n${attack.replace("@", "@\u200b")}\n\`\`\`\`\n`);
    expect(findSealedMarker(text)).toBe("c2VhbGVk");
  });

  it("shows what log lines have in common, and lines themselves only where the policy says so", () => {
    const finding = { ...errorFinding(["order 17 of Ada failed"]), template: "order <number> of <*> failed" };
    const shown = { opportunity: { findings: [finding] } };
    const hidden = body({ ...shown, showExamples: false });
    expect(hidden).toContain("\norder <number> of <*> failed\n");
    expect(hidden).not.toContain("Ada");
    expect(body(shown)).toContain("\norder 17 of Ada failed\n");
  });

  it("says that a model has changed tests", () => {
    const edits = [{ kind: "create", path: "test/a.test.js", content: "" }] as const;
    const byModel = { edits, generator: { kind: "model", name: "m" } } as const;
    expect(body({ change: byModel })).toContain("A model has changed tests here");
    expect(body({ change: { ...byModel, edits: [{ ...edits[0], path: "src/a.js" }] } })).not.toContain(
      "changed tests",
    );
    expect(body({ change: { edits } })).not.toContain("changed tests");
  });

  it("keeps every table row whole, whatever the evidence says", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (label, value) => {
        const text = body({ opportunity: { evidence: [{ provenance: "untrusted", label, value }] } });
        const rows = text.split("\n").filter((line) => line.endsWith("| untrusted |"));
        expect(rows).toHaveLength(1);
        expect(rows[0]?.replaceAll(/\\./g, "").match(/\|/g)).toHaveLength(5);
      }),
    );
  });

  it("is never longer than GitHub accepts, and keeps marker, fences and the way to say no", () => {
    const text = (most: number) =>
      fc
        .tuple(fc.constantFrom("x", "|", "@a ", "`", "\n"), fc.nat({ max: most }))
        .map(([a, n]) => a.repeat(n));
    const facts = fc.array(fc.tuple(text(200), text(40_000)), { maxLength: 4 });
    fc.assert(
      fc.property(text(80_000), facts, text(5000), fc.nat({ max: 60_000 }), (rationale, some, line, size) => {
        const sealed = "A".repeat(size);
        const long = body({
          change: { rationale, influencedByUntrusted: true },
          opportunity: {
            evidence: some.map(([label, value]) => ({ provenance: "untrusted", label, value })),
            findings: [errorFinding([line, line])],
          },
          marker: markerComment(sealed),
        });
        expect(long.length).toBeLessThanOrEqual(65_536);
        expect(long).toContain("## How to say no\n\nClose this pull request");
        if (size > 0 && size < 59_900) expect(findSealedMarker(long)).toBe(sealed);
        const opened = long.match(/^`{3,}text$/gm) ?? [];
        expect(long.match(/^(`{3,})text\n[\s\S]*?\n\1$/gm) ?? []).toHaveLength(opened.length);
      }),
      { numRuns: 50 },
    );
  });

  it("says which section was left out, and when the marker had to be", () => {
    const long = body({ change: { rationale: "x".repeat(70_000) } });
    expect(long).toContain("## What and why\n\n_Left out: too long");
    expect(long).toContain("96 MB");
    const unmarked = body({ marker: markerComment("A".repeat(70_000)) });
    expect(findSealedMarker(unmarked)).toBeNull();
    expect(unmarked).toContain("too long to be hidden here");
  });
});

describe("titles and messages", () => {
  it.each([
    ["Lower\nthe  memory", "Lower the memory"],
    ["", "Change by lambda-memory"],
    ["\u202e\n", "Change by lambda-memory"],
    ["x".repeat(101), `${"x".repeat(99)}…`],
    [`${"x".repeat(98)}😀😀`, `${"x".repeat(98)}\ufffd…`],
  ])("the title of %j is %j", (summary, title) => expect(pullTitle({ ...change, summary })).toBe(title));

  it("a commit message is a title and one paragraph, without references, and ends in words of the app", () => {
    const message = commitMessage({
      ...change,
      summary: "Fix @ada",
      rationale: "Closes #1\n\nskip-checks: true",
    });
    expect(message).toBe("Fix @\u200bada\n\nCloses #\u200b1 skip-checks: true\n\nProposed by lambda-memory.");
  });
});

describe("comparisonTable", () => {
  it("shows before, after and effect, and says when there is nothing to show", () => {
    expect(comparisonTable(comparisons)).toContain("| 100 | 180 | +80 % (+60 % to +100 %) | worse |");
    expect(comparisonTable([])).toBe("No metric could be compared.");
  });

  it("says of what was zero that it was, and of no effect that it is unknown", () => {
    const [one] = comparisons;
    if (!one) throw new Error("There is one.");
    const quiet = { ...one, baseline: 0, observed: 0, relativeEffect: null, interval: null } as const;
    const errors = { ...one.metric, name: "Errors", statistic: "Sum", unit: "Count" } as const;
    const row = (comparison: Comparison) => comparisonTable([comparison]).split("\n").at(-1);
    expect(row({ ...quiet, metric: errors, outcome: "same" })).toContain(
      "| 0 | 0 | no errors before or after | same |",
    );
    expect(row({ ...quiet, outcome: "same" })).toContain("| zero before and after | same |");
    expect(row({ ...quiet, metric: errors, observed: 3, outcome: "worse" })).toContain(
      "| 0 | 3 | from zero |",
    );
    expect(row({ ...quiet, baseline: null, outcome: "unknown" })).toContain("| unknown | unknown |");
  });
});
