import fc from "fast-check";
import { expect, it } from "vitest";
import { locateFrames } from "./source-location.ts";

const files = ["src/app.js", "src/lib/db.js", "test/app.js", "tools/lib/db.js", "README.md", "index.js"];

function frame(file: string, inApp = true) {
  return { file, line: 1, functionName: "f", inApp };
}

it.each<[string, string[]]>([
  ["/var/task/src/app.js", ["src/app.js"]],
  ["/var/task/app.js", ["src/app.js"]],
  ["/var/task/test/app.js", []],
  ["./src/lib/db.js", ["src/lib/db.js"]],
  ["lib/db.js", ["src/lib/db.js"]],
  ["/var/task/index.js", []],
  ["../../etc/passwd", []],
  ["/var/task/missing.js", []],
  ["", []],
  ["/", []],
])("%s is %j", (file, found) => expect(locateFrames([frame(file)], files, "src/")).toEqual(found));

it("gives no answer where two fit equally well", () => {
  expect(locateFrames([frame("app.js")], ["a/app.js", "b/app.js"], "src")).toEqual([]);
  expect(locateFrames([frame("app.js")], ["src/a/app.js", "src/b/app.js"], "src")).toEqual([]);
});

it("leaves out libraries and repeats, innermost first", () => {
  const frames = [frame("lib/db.js"), frame("index.js", false), frame("src/app.js"), frame("src/lib/db.js")];
  expect(locateFrames(frames, files, "src")).toEqual(["src/lib/db.js", "src/app.js"]);
});

it("only ever names files of the repository", () => {
  const path = fc.array(fc.constantFrom("..", ".", "", "src", "lib", "app.js", "db.js", "etc"), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const found = locateFrames(
        paths.map((parts) => frame(parts.join("/"))),
        files,
        "src",
      );
      expect(files).toEqual(expect.arrayContaining(found));
    }),
  );
});
