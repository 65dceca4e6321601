/** The path of a frame as far as it says where in a repository the file could be. */
export interface DeployedPath {
  /** Readings of the path as folders and name, the likeliest first. */
  readonly readings: readonly Reading[];
  readonly name: string;
}

/** One reading of a path. */
export interface Reading {
  readonly parts: readonly string[];
  /** Whether the parts begin where code was deployed to; otherwise folders of a machine stand before them. */
  readonly isAnchored: boolean;
  /** Parts at the beginning that may be the machine's or the repository's: they say nothing for a file. */
  readonly uncertain: number;
}

/** Where code is deployed to, built or checked out. */
const ROOTS =
  /^\/?(?:var\/task|usr\/src\/app|usr\/app|opt\/app|opt\/function|home\/[^/]+\/(?:app|site\/wwwroot)|home\/runner\/work\/[^/]+\/[^/]+|github\/workspace|builds\/[^/]+\/[^/]+|codebuild\/output\/src\d+\/src(?:\/[^/]+\.[a-z]+\/[^/]+\/[^/]+)?|(?:[^/]+\/){0,3}_work\/\d+\/s|[A-Za-z]:\/a\/[^/]+\/[^/]+|tmp\/[^/]+)\//;
/** Roots that may as well be folders of the repository. */
const UNCERTAIN_ROOT =
  /^\/(?:app|apps|src|source|code|work|workspace|build|function|srv|project|repo|service)\//;
/** What a build writes into; the sources stand beside it, or in `src`. */
const BUILT =
  /^(?:dist|build|out|lib|output|\.build|\.webpack|\.esbuild|\.aws-sam|target|bin|compiled|es|cjs|esm)$/;

/** Reads a frame's path: schemes, drives, Bazel's folders, roots of containers and builders, build folders. */
export function deployedPath(file: string): DeployedPath {
  const path = withoutScheme(file.replace(/[?#].*$/, "")).replaceAll("\\", "/");
  const bazel = /(?:\.runfiles\/[^/]+|bazel-out\/[^/]+\/bin)\/(.+)$/.exec(path)?.[1];
  const bare = bazel ?? path.replace(/^[A-Za-z]:(?=\/)/, "");
  const resolved = resolve(bare);
  const isAbsolute = bazel === undefined && bare.startsWith("/");
  const climbs = /(?:^|\/)\.\.\//.test(bare);
  const rooted = isAbsolute && !climbs ? ROOTS.exec(`${resolved.join("/")}`)?.[0] : undefined;
  const readings = rooted
    ? [reading(resolved.slice(rooted.split("/").filter((part) => part !== "").length), true)]
    : isAbsolute && UNCERTAIN_ROOT.test(`/${resolved.join("/")}`)
      ? [reading(resolved.slice(1), true), { ...reading(resolved, true), uncertain: 1 }]
      : [reading(resolved, !isAbsolute || climbs)];
  return { readings: readings.flatMap(withoutBuild), name: resolved.at(-1) ?? "" };
}

function reading(parts: readonly string[], isAnchored: boolean): Reading {
  return { parts, isAnchored, uncertain: 0 };
}

function withoutScheme(file: string): string {
  const bare = file
    .replace(/^[a-z][\w+.-]{2,}:\/\/\/?(?:\.\/)?/i, (scheme) => (scheme.startsWith("file:") ? "/" : ""))
    .replace(/^(?:\([\w-]+\)\/)+/, "");
  // webpack://<package>/./src/price.ts: what stands before `./` names the bundle.
  return /^[a-z][\w+.-]{2,}:/i.test(file) && !file.startsWith("file:")
    ? bare.replace(/^[^/]*\/\.\//, "")
    : bare;
}

/** Folders above the beginning are nowhere. */
function resolve(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** A path into a build folder is also read as one beside it. */
function withoutBuild(one: Reading): Reading[] {
  const at = one.parts.findIndex((part) => BUILT.test(part));
  if (at === -1 || at === one.parts.length - 1) return [one];
  const before = one.parts.slice(0, at);
  const after = one.parts.slice(at + 1);
  return [one, { ...one, parts: [...before, "src", ...after] }, { ...one, parts: [...before, ...after] }];
}
