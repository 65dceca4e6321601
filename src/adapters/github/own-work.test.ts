import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutBody, cutText, foreignAuthors, hiddenKey } from "./own-work.ts";

const own = { id: 7, login: "app[bot]", type: "Bot" };
const webFlow = { id: 19864447, login: "web-flow", type: "User" };
const mia = { id: 3, login: "mia", type: "User" };
const commit = (author: typeof own | null, committer: typeof own | null, name = "Mia") => ({
  author,
  committer,
  commit: { author: { name } },
});

describe("foreignAuthors", () => {
  it.each([
    ["the app's own commit", [commit(own, own)], []],
    ["the app's commit that GitHub signed", [commit(own, webFlow)], []],
    ["a person's commit on the web", [commit(mia, webFlow)], ["mia"]],
    ["the app's commit that a person rewrote", [commit(own, mia)], ["mia"]],
    ["an author without an account", [commit(null, null, "Joe")], ["Joe"]],
    ["somebody else with the app's former login", [commit({ ...own, id: 8 }, own)], ["app[bot]"]],
    ["the same person twice", [commit(mia, mia), commit(mia, mia)], ["mia"]],
  ])("%s", (_name, commits, expected) => {
    expect(foreignAuthors(commits, commits.length, { userId: 7, appId: 1 })).toEqual(expected);
  });

  it("counts commits that GitHub did not list as somebody else's", () => {
    expect(foreignAuthors([commit(own, own)], 2, { userId: 7, appId: 1 })).toEqual(["unknown"]);
  });
});

describe("hiddenKey", () => {
  it("is one whole HTML comment for every key, and another one for another key", () => {
    const key = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const hidden = hiddenKey("comment", one);
        expect(hidden).toMatch(/^<!-- (?:(?!--|>).)* -->$/);
        expect(hidden === hiddenKey("comment", other)).toBe(one === other);
      }),
    );
  });
});

describe("cutting", () => {
  it("never passes the limit and keeps short texts as they are", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 60, max: 200 }),
        (text, limit) => {
          const cut = cutText(text, limit);
          expect(cut.length).toBeLessThanOrEqual(limit);
          if (text.length <= limit) expect(cut).toBe(text);
        },
      ),
    );
  });

  it("keeps a hidden comment at the end, unless there is no room for anything else", () => {
    const marker = `<!-- ${"m".repeat(1000)} -->`;
    const cut = cutBody(`${"a".repeat(70_000)}\n${marker}`);
    expect(cut.endsWith(marker)).toBe(true);
    expect(cut.length).toBe(65_536);
    const endless = `text\n<!-- ${"m".repeat(70_000)} -->`;
    expect(cutBody(endless)).toBe(endless);
  });
});
