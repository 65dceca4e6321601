import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { reasonSections, reasons } from "./reasons.ts";

const sources = globSync("src/**/*.ts")
  .filter((path) => !path.endsWith(".test.ts") && !path.startsWith("src/domain/shared/reasons"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

const literals = new Set([...sources.matchAll(/"([a-z_]+)"/g)].map(([, literal]) => literal));
/** Codes that are put together, as `queue_${state}` is. */
const templates = [...sources.matchAll(/reason\(\s*`([a-z_$.{}]+)`/g)].map(
  ([, template = ""]) => new RegExp(`^${template.replaceAll(/\$\{[a-z.]+\}/g, "[a-z]+")}$`),
);

it.each(Object.keys(reasons))("%s is said somewhere", (code) => {
  expect(literals.has(code) || templates.some((template) => template.test(code))).toBe(true);
});

it("has every code in one section only, each with a line of help", () => {
  const codes = Object.values(reasonSections).flatMap((section) => Object.keys(section));
  expect(codes.toSorted()).toEqual(Object.keys(reasons).toSorted());
  for (const { help } of Object.values(reasons)) expect(help).toMatch(/^[^\n|]+[.]$/);
});
