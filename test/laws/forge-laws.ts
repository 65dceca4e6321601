import type { Policy } from "../../src/domain/policy/policy.ts";
import { fingerprintOfBranch } from "../../src/domain/shared/names.ts";
import type { Forge, ForgeWrites } from "../../src/ports/forge.ts";
import { isRevert } from "./main-laws.ts";
import { type MoodyWorld, secret } from "./moody-world.ts";

type Given<W extends keyof ForgeWrites> = Parameters<ForgeWrites[W]>;

/** The world's forge, which notes what a write does against a law. */
export function lawfulForge(world: MoodyWorld): Forge {
  const { forge } = world;
  return new Proxy<Forge>(forge, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const call = async (...given: unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(member, target, given);
        world.notices.note(name, given, world.nowMs);
        return answer;
      };
      switch (name) {
        case "commit":
          return act(world, call, async (...[request]: Given<"commit">) => committed(world, request));
        case "openPull":
          return act(world, call, async (...[request]: Given<"openPull">) => opened(world, request));
        case "look":
          return looking(world, call);
        case "merge":
          return merging(world, forge);
        case "comment":
          return told(world, call);
        case "closePull":
        case "addLabels":
        case "openIssue":
          return act(world, call, async () => []);
        case "publishCheck":
        case "react":
          return telling(world, call);
        default:
          return call;
      }
    },
  });
}

function looking<A extends unknown[]>(world: MoodyWorld, call: (...given: A) => Promise<unknown>) {
  return async (...given: A): Promise<unknown> => {
    const [, pull] = given as unknown as Parameters<Forge["look"]>;
    await world.merging.look(world, pull.number);
    return call(...given);
  };
}

/** A write that every switch forbids, and what else the laws say of it. */
function act<A extends unknown[]>(
  world: MoodyWorld,
  call: (...given: A) => Promise<unknown>,
  broken: (...given: A) => Promise<string[]>,
) {
  return async (...given: A): Promise<unknown> => {
    await forbid(world, "act");
    world.violations.push(...(await broken(...given)));
    return call(...given);
  };
}

function telling<A extends unknown[]>(world: MoodyWorld, call: (...given: A) => Promise<unknown>) {
  return async (...given: A): Promise<unknown> => {
    await forbid(world, "tell");
    return call(...given);
  };
}

/** An answer to a person may be given where the repository alone says off; a word about an improvement may not. */
function told(world: MoodyWorld, call: (...given: Given<"comment">) => Promise<unknown>) {
  return async (...given: Given<"comment">): Promise<unknown> => {
    await forbid(world, given[2].startsWith("reply-") ? "tell" : "act");
    if (given[3].includes(secret)) world.violations.push("published a secret in a comment");
    return call(...given);
  };
}

async function forbid(world: MoodyWorld, kind: "act" | "tell"): Promise<void> {
  if (await world.isSilenced()) world.violations.push(`wrote (${kind}) while a switch silences it`);
  if (kind === "act" && !world.policy()?.enabled)
    world.violations.push("acted while the repository says off");
}

function committed(world: MoodyWorld, { branch, baseSha, files, message }: Given<"commit">[0]): string[] {
  const broken: string[] = [];
  if (message.includes(secret)) broken.push("committed a secret");
  if (isRevert(branch)) {
    if (!world.flags.improvementRollback) broken.push("made a revert while rollback is off");
    return broken;
  }
  world.edits.note(world, branch, baseSha, files);
  if (!world.isApproved(files)) broken.push("committed what the inspector objected to, or never saw");
  const limits = world.policy(baseSha)?.limits;
  if (!limits || files.length > limits.maxFiles || limits.maxChangedLines < 2) broken.push("passed a limit");
  if (limits?.protectedPaths.includes("*.yaml")) broken.push("changed a protected path");
  return broken;
}

function opened(world: MoodyWorld, { branch, title, body }: Given<"openPull">[0]): string[] {
  const broken: string[] = [];
  if (`${title}${body}`.includes(secret)) broken.push("published a secret in a pull request");
  if (isRevert(branch) && !world.flags.improvementRollback)
    broken.push("opened a revert while rollback is off");
  return broken;
}

function merging(world: MoodyWorld, forge: Forge): Forge["merge"] {
  return async (ref, request) => {
    await forbid(world, "act");
    const { merges, queued, pulls } = world.forge;
    const facts = await forge.gateFacts(ref, request.pullNumber, request.sha);
    const pull = pulls.find(({ number }) => number === request.pullNumber);
    const branch = pull?.branch ?? "";
    const [count, wasIn] = [merges.length, queued.get(request.pullNumber) === request.sha];
    world.violations.push(...world.merging.ask(world, request));
    const outcome = await forge.merge(ref, request);
    world.merging.answer(world, request, outcome);
    // A second worker is told "merged", too, but merged nothing.
    const merged = merges.length > count ? merges.at(-1) : undefined;
    if (!merged && (wasIn || outcome.kind !== "queued")) return outcome;
    const policy = world.policy();
    world.violations.push(
      ...(policy ? againstPolicy(world, branch, facts, request, policy) : ["merged without a policy"]),
      ...againstProtection(world, facts),
    );
    if (policy?.merge.requireUpToDate && facts.behindBy !== 0)
      world.violations.push("merged what was behind its base");
    if (facts.headSha !== request.sha) world.violations.push("merged another commit than the judged one");
    if (facts.changesRequestedBy.length > 0) world.violations.push("merged against a person's review");
    if (pull?.into !== world.forge.defaultBranch) world.violations.push("merged into another branch");
    if (!request.title.startsWith(pull?.title ?? "?")) world.violations.push("merged under another title");
    return outcome;
  };
}

/** GitHub's own rules hold for the app even where they let it pass by. */
function againstProtection(
  { forge: { isStrict, rules } }: MoodyWorld,
  { behindBy, approvals, checks }: Awaited<ReturnType<Forge["gateFacts"]>>,
): string[] {
  const broken: string[] = [];
  if (isStrict && behindBy !== 0) broken.push("merged what protection calls behind");
  if (approvals < rules.approvals) broken.push("merged without the approvals of protection");
  const passed = checks.filter(({ conclusion }) => conclusion === "success").map(({ name }) => name);
  if (rules.checks.some((name) => !passed.includes(name)))
    broken.push("merged without the checks of protection");
  return broken;
}

function againstPolicy(
  world: MoodyWorld,
  branch: string,
  { approvals, checks, labels }: Awaited<ReturnType<Forge["gateFacts"]>>,
  { method }: Given<"merge">[1],
  { merge, revert }: Policy,
): string[] {
  const broken: string[] = [];
  const required = merge.requiredChecks.map((one) => (typeof one === "string" ? { name: one } : one));
  const passed = required.filter(({ name, app }) =>
    checks.some((one) => one.name === name && one.conclusion === "success" && one.app === (app ?? one.app)),
  );
  const proofs = passed.filter(({ name }) => name !== "self-building/gate");
  if (proofs.length === 0 || passed.length < required.length) broken.push("merged without a passed check");
  if (approvals < merge.requiredApprovals) broken.push("merged without the approvals");
  const blocking = ["self-building:hold", ...merge.blockingLabels].map((label) => label.toLowerCase());
  if (labels.some((label) => blocking.includes(label.toLowerCase())))
    broken.push("merged what a label holds");
  if (method !== (merge.method ?? null)) broken.push("merged by another method");
  if (isRevert(branch)) {
    if (!revert.auto) broken.push("merged a revert that the policy leaves to people");
    if (!world.flags.improvementRollback) broken.push("merged a revert while rollback is off");
    return broken;
  }
  if (!merge.auto) broken.push("merged what the policy leaves to people");
  const isInfluenced = world.influencedChanges.has(fingerprintOfBranch(branch) ?? "");
  if (isInfluenced && !merge.allowUntrusted && approvals === 0)
    broken.push("merged what outsiders influenced");
  return broken;
}
