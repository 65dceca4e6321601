import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { noticeCheckName } from "../../src/domain/shared/names.ts";
import type { Forge } from "../../src/ports/forge.ts";
import type { MoodyWorld } from "./moody-world.ts";

/** What people were told on GitHub, and when. */
export class Notices {
  readonly #all: { readonly about: string; readonly atMs: number }[] = [];
  readonly #knownSinceMs = new Map<string, number>();

  /** A write to GitHub that was taken. */
  note(name: string | symbol, given: readonly unknown[], nowMs: number): void {
    const [, first, second] = given;
    if (name === "comment") this.#all.push({ about: `#${first}`, atMs: nowMs });
    if (name === "openIssue") this.#all.push({ about: `${first} ${second}`, atMs: nowMs });
    if (name !== "publishCheck") return;
    const check = first as Parameters<Forge["publishCheck"]>[1];
    if (check.name === noticeCheckName) this.#all.push({ about: check.title, atMs: nowMs });
  }

  /** A row as it is written: from now on the app knows what it says. */
  know({ stage, opportunity: { fingerprint } }: Improvement, nowMs: number): void {
    if (stage === "regressed" && !this.#knownSinceMs.has(fingerprint))
      this.#knownSinceMs.set(fingerprint, nowMs);
  }

  /** Whether people were told of a regression since it is known, or have answered its revert. */
  hasTold({ forge }: MoodyWorld, { opportunity: { fingerprint } }: Improvement): boolean {
    const pulls = forge.pulls.filter(({ branch }) => branch.endsWith(fingerprint));
    const isAnswered = pulls.some(
      ({ branch, closedBy }) =>
        branch.includes("revert-") && closedBy !== null && !closedBy.endsWith("[bot]"),
    );
    const sinceMs = this.#knownSinceMs.get(fingerprint) ?? 0;
    const words = [fingerprint, ...pulls.map(({ number }) => `#${number}`)];
    const isTold = this.#all.some(
      ({ about, atMs }) =>
        atMs >= sinceMs && words.some((word) => about.split(/[\s:"]+|-(?=[0-9a-f]{16})/).includes(word)),
    );
    return isAnswered || isTold;
  }
}
