import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { regressedImprovement } from "../../../test/improvement.ts";
import { hmacSealer } from "../../adapters/sealer.ts";
import { findSealedMarker, type Marker, markerComment, parseMarker, printMarker } from "./marker.ts";

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
