import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { IsolationKind } from "../../../domain/shared/isolation.ts";

/** A program for the sandbox: a folder with nothing else in it, its main file, and the one package that it imports. */
export interface SandboxedProgram {
  /** With a slash at its end. */
  readonly folder: string;
  /** In the folder. */
  readonly main: string;
  readonly packageFolder: string;
  /** The package's entry, in its folder. */
  readonly packageEntry: string;
}

/** What is started, and with which arguments; the environment is always empty. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** Enough to read an answer of 4 MB; the rest would be an attack on the machine's memory. */
const heapMegabytes = 192;
const dataBytes = 2 * 1024 ** 3;
const cpuSeconds = 120;
const openFiles = 64;

/** A command that runs the program apart, with its package's address as the one argument. */
export function sandboxCommand(
  kind: IsolationKind,
  program: SandboxedProgram,
  node: string,
  libraries: readonly string[],
): Command {
  const inner =
    kind === "bubblewrap" ? inNamespaces(program, node, libraries) : underPermissions(program, node);
  return limited(inner);
}

/**
 * Namespaces of its own for everything, a root of its own that cannot be written, no /proc, no /dev, no /tmp, no shell:
 * Node, the libraries that it is linked with, the program and its package. Node's permission model holds inside, too.
 */
function inNamespaces(program: SandboxedProgram, node: string, libraries: readonly string[]): Command {
  const inside = { node: "/node", folder: "/program/", package: "/package" };
  const binds = [
    ...libraries.map((library) => [library, library]),
    [node, inside.node],
    [program.folder, inside.folder],
    [program.packageFolder, inside.package],
  ].flatMap(([from = "", to = ""]) => ["--ro-bind", from, to]);
  const moved = {
    folder: inside.folder,
    main: program.main,
    packageFolder: inside.package,
    packageEntry: program.packageEntry,
  };
  const run = underPermissions(moved, inside.node);
  const namespaces = ["--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL"];
  const end = ["--die-with-parent", "--new-session", "--clearenv"];
  return {
    file: "bwrap",
    args: [...namespaces, ...end, ...binds, "--remount-ro", "/", "--chdir", "/", "--", run.file, ...run.args],
  };
}

function underPermissions(program: SandboxedProgram, node: string): Command {
  const read = [program.folder, program.packageFolder].map((folder) => `--allow-fs-read=${folder}`);
  const flags = ["--permission", ...read, `--max-old-space-size=${heapMegabytes}`, "--no-warnings"];
  const packageUrl = pathToFileURL(path.join(program.packageFolder, program.packageEntry)).href;
  return { file: node, args: [...flags, path.join(program.folder, program.main), packageUrl] };
}

/** Bounds of the kernel where the programs that set them are there, as they are on every Debian. */
function limited({ file, args }: Command): Command {
  const [setpriv, prlimit] = ["setpriv", "prlimit"].map(onPath);
  // A parent that is killed takes it along, which bubblewrap does by itself and Node does not.
  const dying = setpriv ? [setpriv, "--pdeathsig", "KILL", "--no-new-privs"] : [];
  const bounds = [
    `--data=${dataBytes}`,
    `--cpu=${cpuSeconds}`,
    `--nofile=${openFiles}`,
    "--core=0",
    "--fsize=0",
  ];
  const limits = prlimit ? [prlimit, ...bounds] : [];
  const [first = "", ...rest] = [...dying, ...limits, onPath(file) ?? file, ...args];
  return { file: first, args: rest };
}

/** Programs are looked for where the system puts them: a PATH may have been bent. */
const systemFolders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

function onPath(program: string): string | null {
  if (path.isAbsolute(program)) return program;
  return systemFolders.map((folder) => path.join(folder, program)).find((one) => existsSync(one)) ?? null;
}
