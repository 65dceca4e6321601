import fc from "fast-check";
import { expect, test } from "vitest";
import { generaliseShapes } from "./generalise.ts";
import { maskValues, showMasked } from "./mask.ts";

const templates = (lines: readonly string[]) => [
  ...new Set(generaliseShapes(lines.map((line) => ({ masked: maskValues(line), count: 1 }))).map(showMasked)),
];

test("a place with many names is a value", () => {
  const users = ["root", "admin", "oracle", "git", "webmaster", "postgres"];
  expect(templates(users.map((user) => `Failed password for ${user} from 10.0.0.1 port 22`))).toEqual([
    "Failed password for <*> from <*> port <*>",
  ]);
});

test("identifiers that vary together are values", () => {
  const classes = ["org.acme.Task", "org.acme.Job", "org.acme.Node"];
  expect(templates(classes.map((name) => `Registering class ${name} for class ${name}Handler here`))).toEqual(
    ["Registering class <*> for class <*> here"],
  );
});

test("verbs tell templates apart", () => {
  const lines = ["VM Started", "VM Paused", "VM Resumed"].map(
    (line) => `[instance: 1] ${line} (Lifecycle Event)`,
  );
  expect(templates(lines)).toHaveLength(3);
  expect(templates(["session opened for user", "session closed for user"])).toHaveLength(2);
});

test("states that vary in step are templates of their own", () => {
  const lines = ["NEW to SCHEDULED", "SCHEDULED to RUNNING", "RUNNING to SUCCEEDED"];
  expect(templates(lines.map((line) => `task_1 Task Transitioned from ${line}`))).toHaveLength(3);
});

test("a name where other lines have a plain value is a value", () => {
  expect(templates(["connected to host db.acme.org now", "connected to host 10.0.0.1 now"])).toEqual([
    "connected to host <*> now",
  ]);
});

test("the order of the shapes does not matter", () => {
  const word = fc.constantFrom("open", "close", "a.b", "c.d", "user", "root", "admin", "for", "12", "failed");
  const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.uniqueArray(line, { maxLength: 25 }), (lines) => {
      const shapes = [...new Set(lines.map((one) => maskValues(one)))].map((masked) => ({
        masked,
        count: 1,
      }));
      const forward = generaliseShapes(shapes);
      const backward = generaliseShapes([...shapes].reverse()).reverse();
      expect(backward).toEqual(forward);
    }),
  );
});

test("a thousand shapes that have nothing in common are left apart", () => {
  const shapes = Array.from({ length: 1_000 }, (_, index) => {
    const word = (part: number) => ((index + 1) * part).toString(36).replace(/\d/g, "q");
    return { masked: `${word(7_919)} ${word(104_729)} ${word(1_299_709)}`, count: 1 };
  });
  expect(new Set(generaliseShapes(shapes)).size).toBeGreaterThan(900);
});
