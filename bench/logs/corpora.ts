import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** Lines with the number of the template that each was made from. */
export interface LabelledLines {
  readonly name: string;
  readonly lines: readonly string[];
  readonly labels: readonly number[];
}

/** `corpora` was tuned on; `corpora-held-out` was written later, to see what carries over. */
export type CorpusFolder = "corpora" | "corpora-held-out";

/**
 * Makes every corpus of a folder's `*.txt`: each line there is a weight, a tab and a template. `{kind}` is a random
 * value, `{a|b|c}` one of the words, `{*kind}` a list of one to twelve values. Templates are drawn by weight; each
 * appears at least once when `lineCount` allows.
 */
export function makeCorpora(folder: CorpusFolder, lineCount: number, seed: number): LabelledLines[] {
  const files = new URL(`./${folder}/`, import.meta.url);
  return readdirSync(files)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file, index) => makeCorpus(new URL(file, files), lineCount, random(seed * 1_000 + index)));
}

function makeCorpus(file: URL, lineCount: number, next: () => number): LabelledLines {
  const entries = readFileSync(file, "utf8")
    .split("\n")
    .filter((row) => row.includes("\t"))
    .map((row) => ({
      weight: Number(row.slice(0, row.indexOf("\t"))),
      template: row.slice(row.indexOf("\t") + 1),
    }));
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  const labels = entries.map((_, label) => label).slice(0, lineCount);
  while (labels.length < lineCount) {
    labels.push(draw(entries, next() * total));
  }
  shuffle(labels, next);
  const name = basename(file.pathname, ".txt");
  return { name, labels, lines: labels.map((label) => fill(entries[label]?.template ?? "", next)) };
}

function draw(entries: readonly { readonly weight: number }[], at: number): number {
  let left = at;
  for (const [label, { weight }] of entries.entries()) {
    left -= weight;
    if (left < 0) return label;
  }
  return 0;
}

function fill(template: string, next: () => number): string {
  return template.replace(/\{(\*?)([^{}":,\s][^{}"]*)\}/g, (_, list: string, kind: string) => {
    if (list === "") return value(kind, next);
    return Array.from({ length: 1 + Math.floor(next() * 12) }, () => value(kind, next)).join(" ");
  });
}

function value(kind: string, next: () => number): string {
  const int = (to: number) => Math.floor(next() * to);
  const hex = (length: number) => Array.from({ length }, () => int(16).toString(16)).join("");
  const pick = (options: readonly string[]) => options[int(options.length)] ?? "";
  const ip = () => `${10 + int(200)}.${int(256)}.${int(256)}.${int(256)}`;
  const two = (to: number) => String(int(to)).padStart(2, "0");
  const time = () => `${two(24)}:${two(60)}:${two(60)}`;
  const host = () => pick(HOSTS).replace("#", String(int(40)));
  const size = () => `${int(9_000) / 10} ${pick(["B", "KB", "KB", "MB", "GB"])}`;
  const kinds: Record<string, () => string> = {
    int: () => String(int(10 ** (1 + int(5)))),
    signed: () => String(int(2_000) - 1_000),
    big: () => String(10 ** 12 + int(10 ** 12)),
    float: () => `${int(500)}.${int(1_000)}`,
    fan: () => (next() < 0.03 ? "****" : String(3_000 + int(900))),
    ip,
    "ip?": () => (next() < 0.3 ? `${ip()},${ip()}` : ip()),
    ipport: () => `${ip()}:${1_024 + int(60_000)}`,
    port: () => String(1_024 + int(60_000)),
    host,
    hostip: () => (next() < 0.5 ? ip() : host()),
    mac: () => Array.from({ length: 6 }, () => hex(2)).join(":"),
    hex: () => hex(6 + int(10)),
    hex0x: () => `0x${hex(6 + int(6))}`,
    hex2: () => hex(2),
    hex8: () => hex(8),
    hex16: () => hex(16),
    hex32: () => hex(32),
    int8: () => String(int(10 ** 8)).padStart(8, "0"),
    abc: () => Array.from({ length: 4 + int(8) }, () => String.fromCharCode(97 + int(26))).join(""),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join("-"),
    guid: () => `{${[8, 4, 4, 4, 12].map(hex).join("-")}}`,
    chunk: () => `chk_${next() < 0.5 ? "-" : ""}${10 ** 12 + int(10 ** 12)}`,
    path: () => `/${Array.from({ length: 2 + int(4) }, () => pick(FOLDERS)).join("/")}`,
    user: () => pick(USERS),
    pkg: () => pick(PACKAGES),
    pod: () => `${pick(["checkout", "cart", "web", "search"])}-${hex(9)}-${hex(5)}`,
    registry: () => `registry.acme.io/${pick(["checkout", "cart", "web"])}:${int(9)}.${int(20)}.${int(9)}`,
    ws: () => pick(["null", "null", "WorkSource{10113}", "WorkSource{1000}"]),
    size,
    dur: () => `${int(900)}.${int(999)}${pick(["ms", "s", "µs"])}`,
    lifetime: () => (next() < 0.4 ? "<1 sec" : `${two(3)}:${two(60)}`),
    time,
    date: () => `2026-${two(12)}-${two(28)}`,
    ctime: () => `${pick(["Sun", "Mon", "Tue"])} ${pick(["Jun", "Jul"])} ${int(28)} ${time()} 2005`,
    axis: () => pick(["X+", "X-", "Y+", "Y-", "Z+", "Z-"]),
  };
  const make = kinds[kind];
  if (make) return make();
  return kind.includes("|") ? pick(kind.split("|")) : `{${kind}}`;
}

const HOSTS = [
  "node-#.acme.internal",
  "MSRA-SA-#",
  "cp-#.slow.cloud",
  "proxy.example.org",
  "www.example.com",
  "ns.example.net",
  "LAPTOP-#",
  "mesos-slave-#",
];
const FOLDERS = [
  "var",
  "lib",
  "data",
  "opt",
  "usr",
  "cache",
  "shop",
  "tmp17",
  "conf",
  "x.log",
  "part-00003",
  "instances",
];
const USERS = [
  "root",
  "admin",
  "oracle",
  "test",
  "guest",
  "postgres",
  "webmaster",
  "pi",
  "ubnt",
  "ftpuser",
  "nagios",
  "support",
  "user1",
  "git",
  "mysql",
];
const PACKAGES = [
  "com.android.systemui",
  "com.android.phone",
  "com.acme.chat",
  "android",
  "com.acme.video.player",
  "com.acme.mm",
];

function shuffle(items: number[], next: () => number): void {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(next() * (index + 1));
    const held = items[index] ?? 0;
    items[index] = items[other] ?? 0;
    items[other] = held;
  }
}

/** Mulberry32: small, seeded, good enough to draw lines. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
