import { expect, it } from "vitest";
import type { StackFrame } from "../analyse/finding.ts";
import type { Remedy } from "../choose/opportunity.ts";
import { framesLeadNowhere } from "./frames-lead-nowhere.ts";

const frame = (file: string, over: Partial<StackFrame> = {}): StackFrame => ({
  file,
  line: 1,
  functionName: "f",
  inApp: true,
  ...over,
});

function fix(frames: readonly StackFrame[]): Remedy {
  const finding = {
    kind: "error_pattern" as const,
    service: "orders",
    sentence: "",
    window: { fromMs: 0, toMs: 1 },
    severity: 1,
    persistence: 1,
    evidence: [],
    patternId: "p",
    template: "t",
    count: 3,
    perHour: 1,
    examples: [],
    frames,
    isNew: false,
  };
  return { kind: "fix-error", source: "src", finding };
}

it("says of each kind how many frames lead nowhere, and repeats no name", () => {
  const frames = [
    frame("/var/task/evil.js", { generated: true }),
    frame("/var/task/evil/price.js"),
    frame("/var/task/node_modules/x/evil.js", { inApp: false }),
    frame("lib/db.js"),
  ];
  const files = ["a/lib/db.js", "b/lib/db.js"];
  const found = framesLeadNowhere(fix(frames), files);
  expect(found).toMatchObject({ code: "frames_lead_nowhere" });
  expect(found?.text).toBe(
    "Of 4 frames none leads to a file that may be changed: 1 in a bundle, which needs a source map, 1 in a name that several files have, 2 in libraries or in no file of the repository.",
  );
});

it("says nothing of other remedies", () => {
  expect(framesLeadNowhere({ kind: "report-only" }, [])).toBeNull();
});
