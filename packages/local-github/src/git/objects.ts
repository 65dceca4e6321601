import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

/** One row of a git tree; `mode` as git writes it (`100644`, `100755`, `120000`, `40000`, `160000`). */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since the Unix epoch. */
  readonly atSeconds: number;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Writes an object as git's loose format does, without a process, and returns its SHA. */
export async function writeLooseObject(
  gitFolder: string,
  type: ObjectType,
  content: Uint8Array,
): Promise<string> {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const sha = createHash("sha1").update(whole).digest("hex");
  const folder = join(gitFolder, "objects", sha.slice(0, 2));
  const target = join(folder, sha.slice(2));
  if (await exists(target)) {
    return sha;
  }
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_obj_${randomUUID()}`);
  await writeFile(temporary, deflateSync(whole, { level: 1 }), { mode: 0o444 });
  await rename(temporary, target);
  return sha;
}

/** An object that lies in git's loose format, by its whole SHA; null when it does not. */
export async function readLooseObject(
  gitFolder: string,
  sha: string,
): Promise<{ readonly type: ObjectType; readonly content: Buffer } | null> {
  const path = join(gitFolder, "objects", sha.slice(0, 2), sha.slice(2));
  const packed = await readFile(path).catch(() => null);
  if (packed === null) {
    return null;
  }
  const whole = inflateSync(packed);
  const end = whole.indexOf(0);
  const type = whole.toString("latin1", 0, whole.indexOf(32));
  return isObjectType(type) ? { type, content: whole.subarray(end + 1) } : null;
}

export function isObjectType(type: string): type is ObjectType {
  return type === "blob" || type === "tree" || type === "commit" || type === "tag";
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const sortKey = ({ mode, name }: TreeEntry) => Buffer.from(mode === "40000" ? `${name}/` : name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, "hex")]),
  );
}

export function decodeTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at);
    const [mode = "", ...name] = content.toString("utf8", at, end).split(" ");
    entries.push({ mode, name: name.join(" "), sha: content.toString("hex", end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

export function encodeCommit(commit: Commit): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signatureLine(commit.author)}`,
    `committer ${signatureLine(commit.committer)}`,
    "",
    commit.message,
  ];
  return Buffer.from(lines.join("\n"));
}

function signatureLine({ name, email, atSeconds }: Signature): string {
  return `${name} <${email}> ${atSeconds} +0000`;
}

export function decodeCommit(content: Buffer): Commit {
  const text = content.toString("utf8");
  const split = text.indexOf("\n\n");
  const headers = text.slice(0, split).split("\n");
  const values = (key: string) =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parseSignature(values("author")[0] ?? ""),
    committer: parseSignature(values("committer")[0] ?? ""),
    message: text.slice(split + 2),
  };
}

function parseSignature(line: string): Signature {
  const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<(.*?)> (\d+)/.exec(line) ?? [];
  return { name, email, atSeconds: Number(seconds) };
}
