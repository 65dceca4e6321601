import type { Change, FileAfter } from "../../src/domain/change/change.ts";
import { parseOrganisationSwitch, parsePolicyFile } from "../../src/domain/policy/parse-policy.ts";
import { type Policy, policyPath } from "../../src/domain/policy/policy.ts";
import { type Reason, reason } from "../../src/domain/shared/reason.ts";
import { MemoryWorld } from "../stand-ins/memory-world.ts";
import { OwnEdits } from "./main-laws.ts";
import { MergeLaws } from "./merge-laws.ts";
import { otherFunctions } from "./policies.ts";
import { Notices } from "./told-laws.ts";

/** What must never be published. */
export const secret = "hunter2";

/** A world with an inspector, a generator and a policy of many moods, which keeps what the app does against a law. */
export class MoodyWorld extends MemoryWorld {
  readonly violations: string[] = [];
  /** Whether the inspector objects, whatever it is shown. */
  objecting = false;
  /** Whether untrusted text takes part in the changes that are made from now on. */
  influenced = false;
  /** Whether they would publish a secret. */
  leaking = false;
  /** Fingerprints of changes in which untrusted text took part. */
  readonly influencedChanges = new Set<string>();
  readonly notices = new Notices();
  /** What the app has proposed. */
  readonly edits = new OwnEdits();
  readonly merging = new MergeLaws();
  /** How many merges have been looked at. */
  checkedMerges = 0;
  /** What files were called before people moved them, by their present paths. */
  readonly movedFrom = new Map<string, string>();
  readonly #policies = new Map<string, Policy | null>();
  readonly #approvedFiles = new Set<string>();

  constructor({ settings, ...options }: NonNullable<ConstructorParameters<typeof MemoryWorld>[0]> = {}) {
    // Few points: thousands of worlds are looked at.
    super({ ...options, otherFunctions, settings: { metricsPeriodSeconds: 900, ...settings } });
    this.sinceMs = this.nowMs - 30 * 3_600_000;
    this.inspect = async (files, texts) => this.#inspect(files, texts);
    this.amend = (change, { opportunity }) => this.#amend(change, opportunity.fingerprint);
  }

  /** What the policy on `main`, or at a commit, says; null when it cannot be used. */
  policy(at = "main"): Policy | null {
    const sha = this.forge.branches.get(at) ?? at;
    const text = this.forge.commitAt(sha).files[policyPath] ?? "";
    const known = this.#policies.get(text);
    if (known !== undefined) return known;
    const file = parsePolicyFile(text);
    const policy = file.kind === "policy" ? file.policy : null;
    this.#policies.set(text, policy);
    return policy;
  }

  /** Whether a switch is on that forbids even to say so. */
  async isSilenced(): Promise<boolean> {
    const { owner } = this.forge.ref;
    const text = await this.forge.readFile({ owner, name: ".github" }, "self-building.yml", "HEAD");
    return !this.flags.selfBuilding || (text !== null && !parseOrganisationSwitch(text));
  }

  /** Whether the inspector's last word on these very files was none against them. */
  isApproved(files: readonly FileAfter[]): boolean {
    return this.#approvedFiles.has(JSON.stringify(files));
  }

  #inspect(files: readonly FileAfter[], texts: readonly string[]): Reason[] {
    const published = [...files.map(({ content }) => content), ...texts];
    const objects = this.objecting || published.some((text) => text?.includes(secret));
    if (objects) this.#approvedFiles.delete(JSON.stringify(files));
    else this.#approvedFiles.add(JSON.stringify(files));
    return objects ? [reason("secret_found", "It would publish a secret.")] : [];
  }

  #amend(change: Change, fingerprint: string): Change {
    if (this.influenced) this.influencedChanges.add(fingerprint);
    else this.influencedChanges.delete(fingerprint);
    const rationale = this.leaking ? `${change.rationale} ${secret}` : change.rationale;
    return { ...change, rationale, influencedByUntrusted: this.influenced };
  }
}
