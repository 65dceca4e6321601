import fc from "fast-check";
import { expect, test } from "vitest";
import { metricSchema } from "../../domain/shared/series.ts";
import { readAnswer } from "./answer.ts";

const errors = metricSchema.parse({ namespace: "AWS/Lambda", name: "Errors", statistic: "Sum" });
const edit = { kind: "create", path: "a.js", content: "1\n" };
const base = { edits: [edit], summary: "Add a", rationale: "Because.", prediction: null };

function read(answer: unknown) {
  return readAnswer(JSON.stringify(answer), errors, "m");
}

test("any text is a change, declined or invalid, and never a throw", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `\`\`\`json\n${json}\n\`\`\``),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      expect(["change", "declined", "invalid"]).toContain(readAnswer(candidate, null, "m").kind);
    }),
  );
});

test("reads an object inside a Markdown fence", () => {
  const text = `\`\`\`json\n${JSON.stringify(base)}\n\`\`\`\n`;
  expect(readAnswer(text, null, "m").kind).toBe("change");
});

test("keeps a prediction about the offered metric when it hangs together", () => {
  const prediction = { expectedRelativeEffect: -0.9, low: -1, high: -0.5 };
  expect(read({ ...base, prediction })).toMatchObject({
    change: { prediction: { metric: errors, expectedRelativeEffect: -0.9, interval: [-1, -0.5] } },
  });
  for (const wrong of [{ low: 0 }, { high: -0.95 }, { low: -2 }, { high: 1e300 }]) {
    expect(read({ ...base, prediction: { ...prediction, ...wrong } })).toMatchObject({
      change: { prediction: null },
    });
  }
  const answer = readAnswer(JSON.stringify({ ...base, prediction }), null, "m");
  expect(answer).toMatchObject({ change: { prediction: null } });
});

test("refuses an edit that writes the mask for a secret into a file", () => {
  expect(read({ ...base, edits: [{ ...edit, content: "const key = <secret>;" }] }).kind).toBe("invalid");
});

test("a rationale has a length that people read", () => {
  const answer = read({ ...base, rationale: "x".repeat(100_000) });
  expect(answer.kind === "change" && answer.change.rationale.length).toBe(4_000);
});

test("a summary is one line", () => {
  expect(read({ ...base, summary: "Add a\n\nand b" })).toMatchObject({ change: { summary: "Add a" } });
  expect(read({ ...base, summary: "  " }).kind).toBe("invalid");
});

test("an answer has a length, and so has what is said of it", () => {
  const many = (count: number, what: unknown) =>
    read({ ...base, edits: Array.from({ length: count }, () => what) });
  expect(many(200, edit).kind).toBe("change");
  expect(many(201, edit)).toEqual({ kind: "invalid", problem: "it has more than 200 edits." });
  expect(many(100_000, 1).kind).toBe("invalid");
  const wrong = many(200, { kind: "delete", path: "x".repeat(200) });
  expect(wrong.kind === "invalid" && wrong.problem.length).toBeLessThanOrEqual(2_000);
  expect(readAnswer(" ".repeat(1_000_001), null, "m")).toMatchObject({
    problem: expect.stringContaining("longer"),
  });
});
