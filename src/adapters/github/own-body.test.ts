import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import { bodyAfter, markedBody } from "./own-body.ts";

const marker = (text: string) => `<!-- self-building:marker v1.${text} -->`;
const own = (text: string, sealed = "b") => markedBody(`${text}\n\n${marker(sealed)}`);
const seen = (body: string) => body.replaceAll(/<!--[^>]*-->/g, "").trim();

describe("a body that is brought up to date", () => {
  it.each([
    ["nothing was added", own("Old.", "a"), ""],
    ["only space was added", `${own("Old.", "a")}\r\n`, ""],
    ["people added a line", `${own("Old.", "a")}\n\nOPS-12`, "OPS-12"],
    ["GitHub changed the line ends", own("Old.\n\nLine.", "a").replaceAll("\n", "\r\n"), ""],
    ["an earlier build wrote it", `Old.\n\n${marker("a")}\n\nOPS-12`, "OPS-12"],
    ["an earlier build wrote a revert's", "Old.", ""],
    ["there is no room", `${own("Old.", "a")}${"x".repeat(65_536)}`, ""],
  ])("is the app's, with what people wrote below: %s", (what, earlier, added) => {
    const next = what.includes("revert") ? markedBody("New.") : own("New.");
    const { body, isPeoples } = bodyAfter(next, earlier);
    expect([body, isPeoples]).toEqual([added === "" ? next : `${next}\n\n${added}`, false]);
    expect(bodyAfter(next, body).body).toBe(body);
  });

  it.each([
    ["above", (body: string) => `Ticket OPS-12\n\n${body}`, "Ticket OPS-12\n\nOld."],
    ["inside", (body: string) => body.replace("Old.", "Old, and so on."), "Old, and so on."],
    ["and below", (body: string) => `Hm. ${body}\n\nOPS-12`, "Hm. Old.\n\nOPS-12"],
    [
      "beside the hidden mark",
      (body: string) => `Hm. ${body.replace(marker("a"), `x ${marker("a")}`)}`,
      "Hm. Old.\n\nx",
    ],
    ["instead of it", () => "My own words.", "My own words."],
  ])("stays as people have left it, for ever: %s", (_where, edit, expected) => {
    let body = edit(own("Old.", "a"));
    for (const sealed of ["b", "c"]) {
      const after = bodyAfter(own("New.", sealed), body);
      expect([seen(after.body).replaceAll(/\n{3,}/g, "\n\n"), after.isPeoples]).toEqual([expected, true]);
      expect(after.body).toContain(marker(sealed));
      body = after.body;
    }
    expect(body.match(/self-building:marker/g)).toHaveLength(1);
  });

  it("is never taken for people's when nobody has edited it, however long", () => {
    const text = fc.string({ unit: "grapheme" }).map((one) => one.replaceAll("<!--", ""));
    const long = fc
      .tuple(text, fc.integer({ min: 0, max: 70_000 }))
      .map(([one, count]) => one + "x".repeat(count));
    fc.assert(
      fc.property(long, long, (one, other) => {
        const [before, after] = [own(one), own(other)];
        expect(before.length).toBeLessThanOrEqual(65_536);
        expect(bodyAfter(after, before)).toEqual({ body: after, isPeoples: false });
      }),
      { numRuns: 30 },
    );
  });
});

const world = localForge();

test("people's edits survive on GitHub, and only then is it said that they do", async () => {
  await world.change();
  const body = `Because.\n\n${marker("a")}`;
  const opened = await world.open({ body });
  expect(opened.hasPeoplesText).toBeUndefined();
  expect((await world.open({ body: `Otherwise.\n\n${marker("b")}` })).hasPeoplesText).toBeUndefined();
  const issue = world.github.people.repository(world.name).issues.get(opened.number);
  if (!issue) throw new Error("It is open.");
  issue.body = `OPS-12\n\n${issue.body}`;
  const again = await world.open({ body: `Once more.\n\n${marker("c")}` });
  expect(again).toMatchObject({ hasPeoplesText: true, body: issue.body });
  expect(seen(issue.body ?? "")).toBe("OPS-12\n\nOtherwise.");
  expect(issue.body).toContain(marker("c"));
});
