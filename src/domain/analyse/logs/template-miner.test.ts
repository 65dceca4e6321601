import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { TemplateMiner } from "./template-miner.ts";

function mine(lines: readonly string[], known: readonly { id: string; text: string }[] = []) {
  const miner = new TemplateMiner({ known });
  const slots = lines.map((line) => miner.add(line));
  const templates = miner.templates();
  return slots.map((slot) => templates[slot]);
}

const LINES = [
  "order 17 placed",
  "order 18 placed",
  "payment of c-9 refused",
  "order 19 placed",
  "cache is cold",
];

test("each line gets its template and lines of one template the same id", () => {
  expect(mine(LINES).map((template) => template?.text)).toEqual([
    "order <*> placed",
    "order <*> placed",
    "payment of <*> refused",
    "order <*> placed",
    "cache is cold",
  ]);
});

test("ids do not depend on the order of the lines or on the run", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(LINES, { minLength: LINES.length }), (shuffled) => {
      const ids = (lines: readonly string[]) =>
        new Map(mine(lines).map((template, index) => [lines[index], template?.id]));
      expect(new Map([...ids(shuffled)].sort())).toEqual(new Map([...ids(LINES)].sort()));
    }),
  );
});

test("a template that became more general keeps the id it was known by", () => {
  const first = mine(["Failed password for root from 10.0.0.1"]).flatMap((template) => template ?? []);
  const users = ["root", "admin", "oracle", "git", "webmaster", "postgres"];
  const later = mine(
    users.map((user) => `Failed password for ${user} from 10.0.0.2`),
    first,
  );
  expect(later[0]?.text).toBe("Failed password for <*> from <*>");
  expect(later[0]?.id).toBe(first[0]?.id);
});

test("a template with other words is no continuation of a known one", () => {
  const known = [{ id: "known", text: "<*> failed" }];
  expect(mine(["checkout of the cart for shop eu failed"], known)[0]?.id).not.toBe("known");
});

test("with more shapes than memory allows, frequent templates stay and every line has a template", () => {
  const miner = new TemplateMiner({ maxShapes: 50 });
  const frequent: number[] = [];
  const rare: number[] = [];
  for (let index = 0; index < 5_000; index++) {
    const word = index.toString(36).replace(/\d/g, (digit) => "qwertyuiop".charAt(Number(digit)));
    rare.push(miner.add(`noise ${word} ${word}x ends`));
    frequent.push(miner.add(`order ${index} placed`));
  }
  const templates = miner.templates();
  expect(new Set(frequent.map((slot) => templates[slot]?.text))).toEqual(new Set(["order <*> placed"]));
  expect(
    rare.every((slot) => (templates[slot]?.text ?? "").includes("noise") || templates[slot]?.text === "<*>"),
  ).toBe(true);
  expect(new Set(templates.map((template) => template.id)).size).toBeLessThan(110);
});

test("no secret shows in a template and no line throws", () => {
  const secret = fc.string({
    unit: fc.constantFrom(..."ghijklmnopqrstuvwxyzGHIJKL"),
    minLength: 10,
    maxLength: 20,
  });
  fc.assert(
    fc.property(secret, fc.array(fc.string({ unit: anyCharacter })), (value, lines) => {
      const all = [...lines, `login password=${value} ok`, `{"msg":"x","token":"${value}"}`];
      expect(JSON.stringify(mine(all).slice(lines.length))).not.toContain(value);
    }),
  );
});
