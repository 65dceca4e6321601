/*
 * What runs in place of the process that talks to the model: it tries to read, write, reach and end what it must not.
 * It writes one line: for each attempt its name, and what it got (null: nothing). It is started with the places to try.
 */
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import inspector from "node:inspector";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import v8 from "node:v8";
import vm from "node:vm";
import { Worker } from "node:worker_threads";

interface Places {
  /** Files and folders that are somebody else's. */
  readonly foreign: readonly string[];
  /** Folders in which nothing may be written. */
  readonly folders: readonly string[];
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly sockets: readonly string[];
  readonly programs: readonly string[];
  readonly names: readonly string[];
  /** Without bubblewrap the network is open, and attempts on it would only be traffic. */
  readonly network: boolean;
  /** Without bubblewrap signals reach whoever runs as the same user. */
  readonly signals: boolean;
}

type Attempt = readonly [name: string, run: () => unknown];

const require = createRequire(import.meta.url);
const patienceMs = 10_000;

function readingOf({ foreign }: Places): Attempt[] {
  const ways: Readonly<Record<string, (file: string) => unknown>> = {
    readFileSync: (file) => fs.readFileSync(file, "utf8"),
    readdirSync: (file) => fs.readdirSync(file).join(),
    promises: (file) => fs.promises.readFile(file, "utf8"),
    openSync: (file) => fs.openSync(file, "r"),
    stream: (file) =>
      new Promise((resolve, reject) => fs.createReadStream(file).once("data", resolve).once("error", reject)),
    buffer: (file) => fs.readFileSync(Buffer.from(file), "utf8"),
    url: (file) => fs.readFileSync(new URL(`file://${file}`), "utf8"),
    require: (file) => JSON.stringify(require(file)),
    import: (file) => import(file, { with: { type: "json" } }),
    dotted: (file) => fs.readFileSync(`/program/../${file}`, "utf8"),
    realpath: (file) => fs.realpathSync.native(file) && fs.readFileSync(file, "utf8"),
    copy: (file) => fs.copyFileSync(file, "/program/copied"),
  };
  return foreign.flatMap((file) =>
    Object.entries(ways).map(([way, read]): Attempt => [`read ${way} ${file}`, () => read(file)]),
  );
}

function writingOf({ folders, network }: Places): Attempt[] {
  const ways: Readonly<Record<string, (file: string) => void>> = {
    writeFileSync: (file) => fs.writeFileSync(file, "taken"),
    appendFileSync: (file) => fs.appendFileSync(file, "taken"),
    mkdirSync: (file) => fs.mkdirSync(file),
    symlinkSync: (file) => fs.symlinkSync("/etc/passwd", file),
    linkSync: (file) => fs.linkSync(process.execPath, file),
    renameSync: (file) => fs.renameSync(path.dirname(file), file),
    rmSync: (file) => fs.rmSync(path.dirname(file), { recursive: true }),
    chmodSync: (file) => fs.chmodSync(path.dirname(file), 0o777),
    mkdtempSync: (file) => fs.mkdtempSync(file),
    heap: (file) => v8.writeHeapSnapshot(file),
    report: (file) => {
      process.report.directory = path.dirname(file);
      if (!fs.existsSync(process.report.writeReport(path.basename(file)))) throw new Error("no report");
    },
    socket: (file) => {
      const server = net.createServer().listen(file);
      server.on("error", () => {});
      if (!fs.existsSync(file)) throw new Error("no socket");
    },
  };
  return folders.flatMap((folder) =>
    // Sockets are network, too, which only bubblewrap takes away.
    Object.entries(ways)
      .filter(([way]) => network || way !== "socket")
      .map(
        ([way, write]): Attempt => [
          `write ${way} ${folder}`,
          () => {
            write(path.join(folder, `taken-${way}`));
            return "written";
          },
        ],
      ),
  );
}

function connected(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve("connected"));
    socket.once("error", reject);
  });
}

function reachingOf({ hosts, ports, sockets, names, network }: Places): Attempt[] {
  const unix = sockets.map((at): Attempt => [`reach socket ${at}`, () => connected(net.connect(at))]);
  if (!network) return unix;
  const byPort = hosts.flatMap((host) =>
    ports.flatMap((port): Attempt[] => [
      [`reach tcp ${host}:${port}`, () => connected(net.connect(port, host))],
      [
        `reach fetch ${host}:${port}`,
        async () => (await fetch(`http://${host}:${port}/latest/meta-data/`)).status,
      ],
      [
        `reach http ${host}:${port}`,
        () => new Promise((resolve, reject) => http.get({ host, port }, resolve).once("error", reject)),
      ],
    ]),
  );
  const byName = names.flatMap((name): Attempt[] => [
    [`dns lookup ${name}`, async () => (await dns.promises.lookup(name)).address],
    [`dns resolve ${name}`, async () => (await dns.promises.resolve(name)).join()],
    [`dns txt ${name}`, async () => (await dns.promises.resolveTxt(name)).join()],
  ]);
  const datagrams = hosts.map(
    (host): Attempt => [
      `reach udp ${host}`,
      () =>
        new Promise((resolve, reject) => {
          const socket = dgram.createSocket(net.isIPv6(host) ? "udp6" : "udp4").once("error", reject);
          socket.send("taken", 53, host, (error) => {
            socket.close();
            // Its own loopback belongs to nobody else.
            if (error || /^(127\.|::1$|0\.0\.0\.0$)/.test(host))
              reject(error ?? new Error("its own loopback"));
            else resolve("sent");
          });
        }),
    ],
  );
  const interfaces: Attempt = [
    "reach interfaces",
    () => {
      const others = Object.values(os.networkInterfaces())
        .flat()
        .filter((one) => one && !one.internal);
      if (others.length === 0) throw new Error("none");
      return others.length;
    },
  ];
  return [...unix, ...byPort, ...byName, ...datagrams, interfaces];
}

function startingOf({ programs }: Places): Attempt[] {
  const ended = (child: childProcess.ChildProcess): Promise<unknown> =>
    new Promise((resolve, reject) => child.once("spawn", () => resolve("started")).once("error", reject));
  const ways: Readonly<Record<string, (program: string) => unknown>> = {
    spawn: (program) => ended(childProcess.spawn(program, ["-c", "id"])),
    spawnSync: (program) => {
      const { error, status } = childProcess.spawnSync(program, ["-c", "id"]);
      if (error) throw error;
      return status;
    },
    execFileSync: (program) => childProcess.execFileSync(program, ["-c", "id"]),
    exec: (program) =>
      new Promise((resolve, reject) =>
        childProcess.exec("id", { shell: program }, (error) => (error ? reject(error) : resolve("ran"))),
      ),
  };
  return programs.flatMap((program) =>
    Object.entries(ways).map(([way, start]): Attempt => [`start ${way} ${program}`, () => start(program)]),
  );
}

/** Signals to others; its own group and itself do not count. */
function endingOf({ signals }: Places): Attempt[] {
  if (!signals) return [];
  const targets = [process.ppid, ...Array.from({ length: 40 }, (_, index) => index * 97 + 300), 4_194_000];
  return targets
    .filter((pid) => pid > 2 && pid !== process.pid)
    .flatMap((pid) =>
      ([0, "SIGUSR1", "SIGTERM", "SIGKILL"] as const).map(
        (signal): Attempt => [`signal ${signal} ${pid}`, () => process.kill(pid, signal)],
      ),
    );
}

/** What of the surroundings could hold a secret, however it is asked for. */
function lookingAround(): Attempt[] {
  const inVm = (code: string): unknown => vm.runInThisContext(code);
  return [
    ["env", () => JSON.stringify(process.env)],
    ["env of a vm", () => JSON.stringify(inVm("globalThis.process && process.env"))],
    ["env of a worker", () => ended(new Worker("1", { eval: true, env: process.env }))],
    ["arguments", () => process.argv.join()],
    ["report", () => JSON.stringify(process.report.getReport())],
    ["user", () => JSON.stringify(os.userInfo())],
    ["home", () => os.homedir()],
    ["host", () => os.hostname()],
    ["memory", () => v8.getHeapSnapshot().read(1)?.toString()],
    ["inspector", () => inspector.url()],
    ["debug parent", () => Reflect.apply(Reflect.get(process, "_debugProcess"), process, [process.ppid])],
    ["binding", () => Reflect.apply(Reflect.get(process, "binding"), process, ["spawn_sync"])],
    ["dlopen", () => process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6")],
    ["descriptors", () => descriptors()],
  ];
  function ended(worker: Worker): Promise<string> {
    return new Promise((resolve, reject) =>
      worker.once("online", () => resolve("online")).once("error", reject),
    );
  }
}

/** Open files beside the three that every process has: what they are, as far as it can be told. */
function descriptors(): string {
  const open: string[] = [];
  for (let fd = 3; fd < 64; fd++) {
    try {
      const stat = fs.fstatSync(fd);
      if (stat.isFile() || stat.isDirectory())
        open.push(`${fd}: ${fs.readFileSync(fd, "utf8").slice(0, 200)}`);
    } catch {
      // Not open, or Node's own.
    }
  }
  return open.join();
}

async function tried([name, run]: Attempt): Promise<[string, string | null]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), patienceMs);
  });
  try {
    const got: unknown = await Promise.race([Promise.resolve().then(run), late]);
    return [name, String(got).slice(0, 20_000)];
  } catch {
    return [name, null];
  } finally {
    clearTimeout(timer);
  }
}

const [first] = await new Promise<string[]>((resolve) =>
  createInterface({ input: process.stdin }).once("line", (line) => resolve([line])),
);
const places = JSON.parse(first ?? "null") as Places | null;
if (places !== null) {
  const attempts = [readingOf, writingOf, reachingOf, startingOf, endingOf].flatMap((of) => of(places));
  const got = await Promise.all([...attempts, ...lookingAround()].map(tried));
  process.stdout.write(`${JSON.stringify(got)}\n`);
}
process.stdin.destroy();
