import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import inspector from "node:inspector";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxedProgram, sandboxCommand } from "../../src/adapters/openai/sandbox/command.ts";
import { talkerProgram } from "../../src/adapters/openai/sandbox/program.ts";
import { converse } from "../../src/adapters/openai/sandbox/run.ts";
import { linkedLibraries, sandboxFor } from "../../src/adapters/openai/sandbox/sandbox.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const planted = ["planted", "secret", "of", "ours"].join("-");
const folder = mkdtempSync("/tmp/hostile-");
const canaries = { file: path.join(folder, "database.json"), socket: path.join(folder, "socket") };
const heard: string[] = [];
const server = createServer((socket) => {
  heard.push("tcp");
  socket.end();
});
const unix = createServer((socket) => {
  heard.push("unix");
  socket.end();
});
let port = 0;

beforeAll(async () => {
  process.env.PLANTED = planted;
  writeFileSync(canaries.file, JSON.stringify({ planted }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => unix.listen(canaries.socket, resolve));
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => {
  delete process.env.PLANTED;
  server.close();
  unix.close();
  rmSync(folder, { recursive: true });
});

const takenMain = fileURLToPath(new URL("./taken/main.ts", import.meta.url));
const taken: SandboxedProgram = {
  ...talkerProgram(),
  folder: fileURLToPath(new URL("taken/", import.meta.url)),
  main: "main.ts",
};
const here = (await sandboxFor(talkerProgram(), ["bubblewrap"]).isolation()).kind;
const own = [fileURLToPath(new URL("../../", import.meta.url)), process.cwd()];

function places(isolated: boolean) {
  const { pid, ppid } = process;
  const processes = ["1", "self", "thread-self", String(pid), String(ppid)];
  const parts = ["environ", "cmdline", "maps", "mem", "root/etc/passwd", "cwd/package.json", "fd/0"];
  const home = process.env.HOME ?? "/root";
  return {
    foreign: [
      canaries.file,
      folder,
      ...["/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/resolv.conf", "/etc/ssl", "/etc/machine-id"],
      ...[
        ".aws/credentials",
        ".ssh/id_rsa",
        ".netrc",
        ".npmrc",
        ".git-credentials",
        ".docker/config.json",
        ".env",
      ].map((name) => path.join(home, name)),
      ...[
        "package.json",
        ".env",
        ".git/config",
        ".self-building/database/PG_VERSION",
        "src/config.ts",
      ].flatMap((name) => own.map((root) => path.join(root, name))),
      ...(isolated ? processes.flatMap((one) => parts.map((part) => `/proc/${one}/${part}`)) : []),
      ...[
        "/var/run/docker.sock",
        "/run/secrets",
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "/dev/mem",
      ],
      ...[
        "/sys/class/dmi/id/product_uuid",
        "/proc/version",
        "/proc/net/tcp",
        "/home",
        "/root",
        "/var/log",
        "/usr/bin",
      ],
    ],
    folders: [
      folder,
      "/",
      "/tmp",
      "/etc",
      home,
      "/dev/shm",
      "/var/tmp",
      "/run",
      "/usr/bin",
      "/program",
      "/package",
      ...own,
    ],
    hosts: ["127.0.0.1", "::1", "0.0.0.0", "localhost", "169.254.169.254", "fd00:ec2::254", "169.254.170.2"],
    ports: [port, 80, 53, 5432, 8004, 9229],
    sockets: [canaries.socket, "/var/run/docker.sock", "/run/dbus/system_bus_socket", "\0hostile"],
    programs: [
      "/bin/sh",
      "/usr/bin/env",
      "/bin/bash",
      process.execPath,
      "/node",
      "/proc/self/exe",
      "node",
      "bwrap",
    ],
    names: ["localhost.localdomain", "api.openai.com", "metadata.google.internal", "secret.attacker.example"],
    network: isolated,
    signals: isolated,
  };
}

/** What each attempt got, by its name; null is nothing. */
async function attempts(
  kind: "bubblewrap" | "permissions",
  withoutNode: boolean,
): Promise<Map<string, string | null>> {
  const command = sandboxCommand(kind, taken, process.execPath, linkedLibraries());
  // Whoever runs code of the machine's own is not held by Node.
  const args = command.args.filter((one) => !(withoutNode && /^--(permission|allow-fs-read)/.test(one)));
  const line = JSON.stringify(places(kind === "bubblewrap"));
  const said = await converse<string>(
    { ...command, args },
    line,
    async (text) => ({ kind: "done", value: text }),
    { timeoutMs: 60_000, outputBytes: 8 * 1024 ** 2 },
  );
  if (said.kind !== "done") throw new Error(said.detail);
  return new Map(JSON.parse(said.value));
}

function succeeded(got: ReadonlyMap<string, string | null>, ...kinds: string[]): string[] {
  return [...got]
    .filter(([name, value]) => value !== null && kinds.includes(name.split(" ")[0] ?? ""))
    .map(([name]) => name);
}

describe.skipIf(here !== "bubblewrap").each([
  ["with Node's permission model inside", false],
  ["with code of the machine's own inside", true],
])("in bubblewrap (skipped where it cannot be had) %s", (_what, withoutNode) => {
  it("reads, writes, reaches and ends nothing, and sees no secret", { timeout: 120_000 }, async () => {
    heard.length = 0;
    const before = readdirSync(folder);
    const got = await attempts("bubblewrap", withoutNode);
    expect(got.size).toBeGreaterThan(1000);
    expect(succeeded(got, "read", "write", "reach", "dns", "signal")).toEqual([]);
    // Node itself lies in the sandbox; a second one has no more than the first.
    expect(succeeded(got, "start").filter((name) => !/ (\/node|\/proc\/self\/exe)$/.test(name))).toEqual([]);
    expect([...got.values()].join()).not.toContain(planted);
    expect(JSON.parse(got.get("env") ?? "{}")).toEqual({ PWD: "/" });
    expect([heard, readdirSync(folder)]).toEqual([[], before]);
  });
});

it("the attempts are real ones: where nothing keeps them apart they read, write, reach, start and end", async () => {
  const own = mkdtempSync("/tmp/hostile-own-");
  const open = { hosts: ["127.0.0.1"], ports: [port], sockets: [canaries.socket], names: [], network: true };
  const given = { foreign: [canaries.file], folders: [own], programs: ["/bin/sh"], signals: false, ...open };
  const said = await converse<string>(
    { file: process.execPath, args: [takenMain] },
    JSON.stringify(given),
    async (text) => ({ kind: "done", value: text }),
    { timeoutMs: 60_000, outputBytes: 8 * 1024 ** 2 },
  );
  rmSync(own, { recursive: true, force: true });
  if (said.kind !== "done") throw new Error(said.detail);
  const got = new Map<string, string | null>(JSON.parse(said.value));
  const kinds = ["read", "write", "reach", "start"];
  expect(kinds.map((kind) => succeeded(got, kind).length > 2)).toEqual([true, true, true, true]);
  expect([...got.values()].join()).toContain(planted);
  expect(heard).toEqual(expect.arrayContaining(["tcp", "unix"]));
});

it("under Node's permission model alone it reads, writes and starts nothing, and sees no secret", async () => {
  const before = readdirSync(folder);
  const got = await attempts("permissions", false);
  expect(got.size).toBeGreaterThan(400);
  expect(succeeded(got, "read", "write", "start")).toEqual([]);
  expect([...got.values()].join()).not.toContain(planted);
  expect(JSON.parse(got.get("env") ?? "{}")).toEqual({});
  expect(readdirSync(folder)).toEqual(before);
  // It may send signals; none of them opens this process to a debugger.
  expect(inspector.url()).toBeUndefined();
});
