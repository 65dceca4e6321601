import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AnomalyDetector } from "../../src/domain/analyse/metrics/detector.ts";
import { parseNabCsv } from "./nab.ts";

const { values } = parseArgs({ options: { nab: { type: "string" }, out: { type: "string" } } });
if (!values.nab || !values.out) {
  console.error("usage: npm run -s bench:anomaly -- --nab DIR --out scores.json");
  process.exit(2);
}
await run(values.nab, values.out);

async function run(root: string, out: string): Promise<void> {
  const keys = await listFiles(root);
  if (keys === null) {
    console.log(
      `skipped: no folder ${join(root, "data")}; bench/anomaly/README.md says where to get the data`,
    );
    return;
  }
  const startedAt = performance.now();
  const scores: Record<string, number[]> = {};
  let rows = 0;
  for (const key of keys) {
    const points = parseNabCsv(await readFile(join(root, "data", key), "utf8"));
    const detector = new AnomalyDetector();
    scores[key] = points.map(({ atMs, value }) => detector.next(atMs, value).score);
    rows += points.length;
  }
  await writeFile(out, JSON.stringify(scores));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${keys.length} files, ${rows} rows in ${seconds.toFixed(1)} s → ${out}`);
}

/** `<category>/<file>.csv` for every file under `root/data`, sorted; null when there is no such folder. */
async function listFiles(root: string): Promise<string[] | null> {
  const folder = join(root, "data");
  try {
    const entries = await readdir(folder, { recursive: true });
    const files = entries
      .filter((entry) => entry.endsWith(".csv"))
      .map((entry) => entry.replaceAll("\\", "/"));
    return files.sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`Cannot list ${folder}; check the path and its permissions.`, { cause: error });
  }
}
