import fc from "fast-check";
import picomatch from "picomatch";
import { expect, it } from "vitest";
import { anyGlob, readGlob } from "./glob.ts";

function matches(pattern: string, path: string, options = {}): boolean {
  const glob = readGlob(pattern, options);
  if (glob.kind === "unreadable") throw new Error(glob.problem);
  return glob.matches(path);
}

it.each<[string, string[], string[]]>([
  ["src/**", ["src", "src/a", "src/a/b.ts", "src/.a"], ["src.js", "SRC/a", "a/src/b"]],
  ["**/*.pem", ["a.pem", "x/y/a.pem", ".pem"], ["a.pem/x", "apem"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
  ["**", ["", "a", "a/b"], []],
  ["*", ["a", ".a"], ["", "a/b"]],
  ["a*b", ["ab", "axxb"], ["a/b"]],
  ["a**b", ["axb"], ["a/b"]],
  ["{jest,vitest}.config.*", ["jest.config.js"], ["jest.config", "ava.config.js"]],
  ["{a,b/{c,d}}/x", ["a/x", "b/d/x"], ["b/x"]],
  ["[a-c!]?.[!x]", ["bz.y", "!z.y"], ["dz.y", "bz.x", "b/.y"]],
  ["app/(group)/\\*", ["app/(group)/*"], ["app/group/x"]],
  ["!a", ["!a"], ["b"]],
])("%s matches %j and not %j", (pattern, yes, no) => {
  for (const path of yes) expect(matches(pattern, path), path).toBe(true);
  for (const path of no) expect(matches(pattern, path), path).toBe(false);
});

it("compares letters as lenient file systems do, when asked", () => {
  for (const path of ["PACKAGE.JSON", "\uff30ackage.json", "pac\u212aage.json", "package.j\u017fon"]) {
    expect(matches("package.json", path, { ignoreCase: true }), path).toBe(true);
    expect(matches("package.json", path), path).toBe(false);
  }
  expect(matches("[A-Z].md", "a.md", { ignoreCase: true })).toBe(true);
});

it.each(["{a", "[a", "a\\", "+(a|aa)b", "@(a)", "x".repeat(1_001), "{".repeat(20) + "}".repeat(20)])(
  "says why it cannot read %s",
  (pattern) => {
    expect(readGlob(pattern)).toMatchObject({ kind: "unreadable", problem: expect.stringMatching(/\w/) });
    expect(() => anyGlob([pattern])).toThrow(RangeError);
  },
);

it("means what picomatch means by what people write", () => {
  const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((one) => !/^\.+$/.test(one));
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  const piece = fc.oneof(
    name,
    fc.constantFrom("*", "**", "a*", "*.b", "?", "a?b", "{a,b}", "{a,b.b}*", "[ab]"),
  );
  const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(pattern, path, (glob, one) => {
      const theirs = picomatch.isMatch(one, glob, { dot: true, nonegate: true });
      expect(matches(glob, one), `${glob} on ${one}`).toBe(theirs);
    }),
    { numRuns: 1_000 },
  );
});

it("does work in proportion to pattern and path, however many stars there are", () => {
  const steps = (stars: number, length: number): number => {
    let count = 0;
    const path = {
      *[Symbol.iterator]() {
        for (let at = 0; at < length; at++) {
          count++;
          yield "a";
        }
      },
    };
    const glob = readGlob(`${"a*".repeat(stars)}b`);
    if (glob.kind === "glob") glob.matches(path as unknown as string);
    return count;
  };
  expect(steps(8, 200)).toBe(200);
  // With backtracking neither would end.
  expect(matches(`${"a*".repeat(400)}b`, "a".repeat(4_000))).toBe(false);
  expect(matches("{a,aa}".repeat(160), `${"a".repeat(300)}b`)).toBe(false);
});
