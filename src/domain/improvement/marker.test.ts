import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { regressedImprovement } from "../../../test/improvement.ts";
import { hmacSealer } from "../../adapters/sealer.ts";
import { findSealedMarker, type Marker, markerComment, parseMarker, printMarker } from "./marker.ts";

/** What version 0.1.0 printed. */
const markerOfVersion010 =
  '{"v":1,"fingerprint":"52199871dbb37b21","tenant":"default","repository":"acme/shop","branch":"self-building/52199871dbb37b21","baseSha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","headSha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","refreshes":0,"trigger":{"kind":"schedule"},"correlationId":"cycle-1","createdAtMs":1000,"change":{"edits":[{"kind":"replace","path":"template.yaml","oldText":"1024","newText":"256"}],"summary":"Lower the memory","rationale":"Most of it is unused.","prediction":{"metric":{"namespace":"AWS/Lambda","name":"Duration","dimensions":{},"statistic":"Average","unit":"None","direction":"lower_is_better"},"expectedRelativeEffect":0.1,"interval":[-0.05,0.3]},"influencedByUntrusted":false,"generator":{"kind":"recipe","name":"lambda-memory"}},"opportunity":{"fingerprint":"52199871dbb37b21","service":"checkout","title":"Set the memory of checkout from 1024 MB to 512 MB","remedy":{"kind":"lambda-memory","template":"template.yaml","resource":"Checkout","fromMegabytes":1024,"toMegabytes":512},"findings":[{"service":"checkout","sentence":"It is so.","window":{"fromMs":0,"toMs":1},"severity":0.8,"persistence":1,"evidence":[],"kind":"memory_overprovisioned","configuredMegabytes":1024,"maxUsedMegabytes":300,"averageDurationMs":200,"invocations":1000}],"evidence":[],"impact":{"score":49.5,"factors":[]}}}';

const sealer = hmacSealer("0123456789abcdef");
const { opportunity, change, pull, merge } = regressedImprovement();

function marker(overrides: Partial<Marker> = {}): Marker {
  return {
    fingerprint: opportunity.fingerprint,
    tenant: "default",
    repository: "acme/shop",
    branch: pull.branch,
    baseSha: pull.baseSha,
    headSha: pull.headSha,
    refreshes: 0,
    trigger: { kind: "person", login: "ada", issueNumber: null },
    correlationId: "cycle-1",
    createdAtMs: 1000,
    opportunity,
    change,
    ...overrides,
  };
}

function hidden(text: string): string {
  return markerComment(sealer.seal(text));
}

function found(body: string): Marker | null {
  const sealed = findSealedMarker(body);
  const text = sealed === null ? null : sealer.open(sealed);
  return text === null ? null : parseMarker(text);
}

describe("a marker", () => {
  it("has no lines of the logs in it, which anybody could read", () => {
    const window = { fromMs: 0, toMs: 1 };
    const base = { service: "a", sentence: "", window, severity: 1, persistence: 1, evidence: [] };
    const error = { patternId: "p", template: "t", count: 3, perHour: 1, frames: [], isNew: true };
    const finding = { ...base, ...error, kind: "error_pattern", examples: ["Ada's order"] } as const;
    const remedy = { kind: "fix-error", source: "src", finding } as const;
    const printed = printMarker(marker({ opportunity: { ...opportunity, findings: [finding], remedy } }));
    expect(printed).not.toContain("Ada");
    const without = { ...finding, examples: [] };
    expect(parseMarker(printed)?.opportunity).toMatchObject({
      findings: [without],
      remedy: { kind: "fix-error", finding: without },
    });
  });

  it("comes back as it was, whatever its texts say", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (summary, title) => {
        const given = marker({ change: { ...change, summary }, opportunity: { ...opportunity, title } });
        expect(found(`What and why\n\n${hidden(printMarker(given))}\n`)).toEqual(given);
      }),
    );
  });

  it("cannot end the comment it is hidden in", () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant("-->"), fc.string({ unit: anyCharacter })), (text) => {
        const comment = hidden(text);
        expect(comment.indexOf("-->")).toBe(comment.length - 3);
        expect(sealer.open(findSealedMarker(comment) ?? "")).toBe(text);
      }),
    );
  });

  it("is the last one of a body: what is quoted above it is not the app's", () => {
    const own = marker();
    const quoted = "```text\n<!-- self-building:marker bm90LXNlYWxlZA== -->\n```";
    expect(found(`${quoted}\n\n${hidden(printMarker(own))}`)).toEqual(own);
  });

  it("does not carry the points of series", () => {
    const [series] = merge.baseline;
    const evidence = opportunity.evidence.map((one) => ({ ...one, series }));
    expect(printMarker(marker())).toBe(printMarker(marker({ opportunity: { ...opportunity, evidence } })));
  });

  it("of version 0.1.0 is read, whose remedies were the recipes themselves", () => {
    expect(parseMarker(markerOfVersion010)).toMatchObject({
      fingerprint: "52199871dbb37b21",
      opportunity: {
        fingerprint: "52199871dbb37b21",
        remedy: {
          kind: "recipe",
          recipe: "lambda-memory",
          values: { template: "template.yaml", resource: "Checkout", fromMegabytes: 1024, toMegabytes: 512 },
        },
        findings: [{ kind: "memory_overprovisioned", sentence: "It is so." }],
      },
    });
  });

  it("with a recipe that this version does not know comes back as it was", () => {
    const remedy = { kind: "recipe", recipe: "lambda-of-tomorrow", values: { any: ["thing"] } } as const;
    const given = marker({ opportunity: { ...opportunity, remedy } });
    expect(found(hidden(printMarker(given)))).toEqual(given);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["another version", printMarker(marker()).replace('"v":1', '"v":2')],
    ["no version", printMarker(marker()).replace('"v":1,', "")],
    ["another type", printMarker(marker()).replace('"refreshes":0', '"refreshes":"0"')],
    ["a made-up fingerprint", printMarker(marker()).replace(/0{12}/g, "../../x")],
    ["a missing field", printMarker(marker()).replace('"headSha"', '"head"')],
  ])("is not read from %s", (_what, text) => {
    expect(parseMarker(text)).toBeNull();
  });

  it("is not believed once somebody has edited it", () => {
    const body = hidden(printMarker(marker()));
    const at = body.indexOf("marker ") + 20;
    const other = body[at] === "A" ? "B" : "A";
    expect(found(body.slice(0, at) + other + body.slice(at + 1))).toBeNull();
    expect(found("no marker at all")).toBeNull();
  });
});
