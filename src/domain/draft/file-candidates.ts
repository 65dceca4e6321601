import type { DeployedPath, Reading } from "./deployed-path.ts";

/** A repository file that a deployed path may come from. */
export interface Candidate {
  readonly path: string;
  /** Parts of the path that speak for it, its name among them. */
  readonly matched: number;
  readonly isOwn: boolean;
  /** Whether the name is the same, not that of a source it was compiled from. */
  readonly isSameName: boolean;
  /** Whether the file is the path below the service's folder or the repository's. */
  readonly isWhole: boolean;
}

/** Folders whose files are not deployed, unless the path itself names them. */
const ASIDE =
  /^(?:docs?|tests?|__tests__|specs?|e2e|examples?|samples?|fixtures?|__mocks__|mocks|public|static|coverage|scripts|tools|bench(?:marks?)?|node_modules|vendor|third_party|dist|build|out|\.github|cypress|stories|migrations)$/i;
/** Folders in which a service keeps the code that is deployed flat. */
const CODE = /^(?:src|lib|app|apps|main|lambda|lambdas|handlers?|functions?|source|code|python|nodejs)$/i;
const COMPILED: Record<string, readonly string[]> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts", ".ts"],
  ".cjs": [".cts", ".ts"],
  ".jsx": [".tsx"],
};

/** Every file that fits one of a path's readings. */
export function findCandidates(
  deployed: DeployedPath,
  files: readonly string[],
  source: string,
): Candidate[] {
  const byPath = new Map<string, Candidate>();
  const names = namesOf(deployed.name);
  for (const file of files) {
    const name = file.slice(file.lastIndexOf("/") + 1);
    if (!names.has(name)) continue;
    for (const one of deployed.readings) {
      const candidate = fits(one, file, source, name === deployed.name);
      const known = byPath.get(file);
      if (candidate && candidate.matched > (known?.matched ?? 0)) byPath.set(file, candidate);
    }
  }
  return [...byPath.values()];
}

/** The name, and those of the sources that it may have been compiled from. */
function namesOf(name: string): ReadonlySet<string> {
  const ending = /\.[cm]?jsx?$/.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - ending.length);
  return new Set([name, ...(COMPILED[ending] ?? []).map((other) => stem + other)]);
}

function fits(reading: Reading, file: string, source: string, isSameName: boolean): Candidate | null {
  const { parts, isAnchored, uncertain } = reading;
  const own = source === "" || file.startsWith(`${source}/`);
  const ofFile = file.split("/");
  const below = own && source !== "" ? ofFile.slice(source.split("/").length) : ofFile;
  const shared = commonTail(ofFile, parts);
  const isWholePath = shared === parts.length;
  const isWholeFile = shared === ofFile.length || (own && shared >= below.length);
  if (!isWholePath && !isWholeFile) return null;
  const lead = below.slice(0, Math.max(0, below.length - shared));
  const before = own ? lead : ofFile.slice(0, ofFile.length - shared);
  const named = own ? before : ofFile.slice(0, -1);
  if (named.some((folder) => ASIDE.test(folder))) return null;
  const matched = Math.min(shared, parts.length - uncertain);
  if (matched < 1 || (matched === 1 && !isEnough(reading, { own, lead, isSameName, isWholePath })))
    return null;
  const isWhole = isWholePath && before.length === 0;
  return isAnchored || matched > 1 || own ? { path: file, matched, isOwn: own, isSameName, isWhole } : null;
}

/** A name alone leads to a file of the service only, and to one that is deployed under its name alone. */
function isEnough(
  { parts }: Reading,
  {
    own,
    lead,
    isSameName,
    isWholePath,
  }: { own: boolean; lead: readonly string[]; isSameName: boolean; isWholePath: boolean },
): boolean {
  if (!own || !isWholePath) return false;
  if (lead.every((folder) => CODE.test(folder))) return true;
  return isSameName && !/\.[cm]?jsx?$/.test(parts.at(-1) ?? "");
}

function commonTail(ofFile: readonly string[], parts: readonly string[]): number {
  let length = 1;
  while (length < ofFile.length && length < parts.length && ofFile.at(-1 - length) === parts.at(-1 - length))
    length++;
  return length;
}
