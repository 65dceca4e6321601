import { anyGlob } from "../shared/glob.ts";
import type { Change } from "./change.ts";

/**
 * What a change may touch besides what policy and limits say. `files`: a recipe's own, the ones that it named;
 * `model`: patterns of what belongs to the service.
 */
export type Scope =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | {
      readonly kind: "model";
      readonly source: readonly string[];
      readonly tests: readonly string[];
      /** What the policy opens beside them. */
      readonly opened: readonly string[];
    };

const testFolders = "{test,tests,spec,specs,__tests__}";
const testFiles = [
  "**/*.{test,tests,spec,specs}.*",
  "**/*_{test,tests,spec}.*",
  "**/{test,spec}_*.*",
  "**/*{Test,Tests,TestCase,Spec}.{java,kt,kts,scala,groovy,cs,fs,vb,php,swift}",
  `**/${testFolders}/**`,
];
const isTestFile = anyGlob(testFiles);

/** Folders that say nothing of the service in them, so that the tests beside them are its own. */
const anonymous = new Set(["", "src", "lib", "app", "source", "code", "function", "functions", "handler"]);

/** The patterns of a service's code. `.` is the whole repository. */
export function sourcePatterns(source: string): string[] {
  const folder = plainFolder(source);
  return [folder === "" ? "**" : `${literal(folder)}/**`];
}

/**
 * Where the tests of a service are: in its source, or in a test folder beside it or above it that repeats its path or
 * name (`src/checkout` has `test/checkout`, `src/test/checkout`, `test/src/checkout`).
 */
export function testPatterns(source: string): string[] {
  const folder = plainFolder(source);
  const parts = folder === "" ? [] : folder.split("/");
  const own = testFiles.map((pattern) => `${folder === "" ? "" : `${literal(folder)}/`}${pattern}`);
  const beside = parts.flatMap((_, depth) => {
    const above = parts.slice(0, depth).map((part) => `${literal(part)}/`);
    const below = parts.slice(depth);
    const name = below.at(-1) ?? "";
    if (anonymous.has(name.toLowerCase())) {
      return depth === parts.length - 1 ? [`${above.join("")}${testFolders}/**`] : [];
    }
    return [...new Set([below.join("/"), name])].map(
      (tail) =>
        `${above.join("")}${testFolders}/{,unit/,integration/,e2e/}{,test_}${literal(tail)}{/**,.*,[-_.]*.*,{Test,Tests,Spec}.*}`,
    );
  });
  const above = parts.slice(0, -1).map((part) => `${literal(part)}/`);
  const name = parts.at(-1);
  const next = name === undefined ? [] : [`${above.join("")}${literal(name)}{.test,.spec,_test,_spec}.*`];
  return [...own, ...next, ...beside];
}

/** Whether a model has written or changed a test, by what its files are called. */
export function changesTests({ edits, generator }: Pick<Change, "edits" | "generator">): boolean {
  return generator.kind === "model" && edits.some(({ path }) => isTestFile(path));
}

/** Whether a change may touch a path, whatever else protects it. */
export function scopeMatcher(scope: Scope): (path: string) => boolean {
  if (scope.kind === "files") return (path) => scope.paths.includes(path);
  return anyGlob([...scope.source, ...scope.tests, ...scope.opened]);
}

/** Whether the policy names the file itself, without a star or other wildcard, as one that a model may change. */
export function isNamed(path: string, scope: Scope): boolean {
  return scope.kind === "files" ? scope.paths.includes(path) : scope.opened.includes(path);
}

/** Policies may write one folder in several ways. */
function plainFolder(source: string): string {
  return source
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function literal(path: string): string {
  return path.replace(/[*?[\]{}\\,@+!]/g, "\\$&");
}
