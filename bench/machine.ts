import { cpus, totalmem } from "node:os";

/** One line that says on what a number was measured. */
export function machineLine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${gigabytes} GB, Node ${process.version}`;
}
