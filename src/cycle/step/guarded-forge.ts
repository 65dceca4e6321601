import { isSilencing, rollbackOff } from "../../domain/gate/kill-switches.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type {
  BranchPlace,
  CommitOutcome,
  Forge,
  ForgeReads,
  ForgeWrites,
  MergeOutcome,
  Standing,
} from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";
import { readStanding } from "../reading/read-standing.ts";
import { switchesIn } from "../reading/read-switches.ts";
import type { Publishable } from "./publishable.ts";

type Write = keyof ForgeWrites;

/** A kill switch is on, so nothing was written. Not a fault: it is looked at again later. */
export class Held extends Error {
  override readonly name = "Held";
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(reasons.map((one) => one.text).join(" "));
    this.reasons = reasons;
  }
}

/** What `write` comes to; {@link Held} when a kill switch held it, for those who go on all the same. */
export async function attempt<T>(write: Promise<T>): Promise<T | Held> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Held) return error;
    throw error;
  }
}

declare const guarded: unique symbol;
/** A forge whose every write asks the kill switches first; only {@link guardedForge} makes one. */
export interface GuardedForge extends Forge {
  readonly [guarded]: true;
  /** Refuses, too, when the default branch has moved on from `judgedTip`, and its policy with it. */
  merge(ref: RepositoryRef, request: MergeRequest & { readonly judgedTip: string }): Promise<MergeOutcome>;
  /** Writes only files that were inspected. */
  commit(request: CommitRequest & { readonly files: Publishable }): Promise<CommitOutcome>;
}

type CommitRequest = Parameters<Forge["commit"]>[0];
type MergeRequest = Parameters<Forge["merge"]>[1];

/** The ports with such a forge: what everything that writes asks for, so that it cannot be handed another one. */
export type GuardedPorts = Omit<Ports, "forge"> & { readonly forge: GuardedForge };

/**
 * What a write is. An `act` is held by every switch. A `tell` says where something stands, and is held only by the
 * switches that forbid even that. A `rollback` is an act that carries out a revert and has a switch of its own. A
 * `retreat` takes back what would go on by itself: no switch holds it, since every switch asks for it.
 */
export type WriteKind = "act" | "tell" | "rollback" | "retreat";

/** Every write of the port with its kind; a new one does not compile without. */
const improving: Readonly<Record<Write, WriteKind>> = {
  commit: "act",
  openPull: "act",
  merge: "act",
  leaveQueue: "retreat",
  reopenPull: "act",
  closePull: "act",
  deleteBranch: "act",
  addLabels: "act",
  comment: "act",
  openIssue: "act",
  publishCheck: "tell",
  react: "tell",
};

/** On whose behalf is written: an improvement, its revert, or the answer to a person's command. */
const kindsFor = {
  improvement: improving,
  revert: {
    ...improving,
    commit: "rollback",
    openPull: "rollback",
    reopenPull: "rollback",
    merge: "rollback",
  },
  answer: { ...improving, comment: "tell" },
} as const satisfies Record<string, Readonly<Record<Write, WriteKind>>>;

/**
 * The forge with the kill switches in front of it (environment, organisation, repository): each write reads them
 * afresh and throws {@link Held} when one is on. This is the only place that has to remember.
 */
export function guardedForge(
  { forge, switches }: Pick<Ports, "forge" | "switches">,
  purpose: keyof typeof kindsFor,
): GuardedForge {
  const ask = async (
    repository: RepositoryRef,
    write: Write,
    branch?: BranchPlace,
  ): Promise<Standing | null> => {
    const kind: WriteKind = kindsFor[purpose][write];
    if (kind === "retreat") return null;
    const standing = await readStanding(repository, { forge }, branch);
    const on = switchesIn(standing, { switches });
    const holding = [
      ...(kind === "tell" ? on.filter(isSilencing) : on),
      ...(kind === "rollback" ? rollbackOff(switches.flags()) : []),
    ];
    if (holding.length > 0) throw new Held(holding);
    return standing;
  };
  const writes: Omit<ForgeWrites, "merge"> & Pick<GuardedForge, "merge"> = {
    // What is asked right before tells of the branch, too.
    commit: async (request) => {
      const { repository, branch: name, baseSha } = request;
      const standing = await ask(repository, "commit", { name, baseSha });
      return forge.commit({ ...request, seen: standing?.branch });
    },
    openPull: (request) => ask(request.repository, "openPull").then(() => forge.openPull(request)),
    merge: async (ref, { judgedTip, ...request }) => {
      const standing = await ask(ref, "merge");
      return standing?.state.headSha === judgedTip ? forge.merge(ref, request) : baseMoved;
    },
    leaveQueue: (ref, ...rest) => ask(ref, "leaveQueue").then(() => forge.leaveQueue(ref, ...rest)),
    reopenPull: (ref, ...rest) => ask(ref, "reopenPull").then(() => forge.reopenPull(ref, ...rest)),
    closePull: (ref, ...rest) => ask(ref, "closePull").then(() => forge.closePull(ref, ...rest)),
    deleteBranch: async (ref, left) => {
      const standing = await ask(ref, "deleteBranch", { name: left.branch });
      return forge.deleteBranch(ref, left, standing?.branch);
    },
    addLabels: (ref, ...rest) => ask(ref, "addLabels").then(() => forge.addLabels(ref, ...rest)),
    comment: (ref, ...rest) => ask(ref, "comment").then(() => forge.comment(ref, ...rest)),
    openIssue: (ref, ...rest) => ask(ref, "openIssue").then(() => forge.openIssue(ref, ...rest)),
    publishCheck: (ref, ...rest) => ask(ref, "publishCheck").then(() => forge.publishCheck(ref, ...rest)),
    react: (ref, ...rest) => ask(ref, "react").then(() => forge.react(ref, ...rest)),
  };
  return { ...readsOf(forge), ...writes } as GuardedForge;
}

const baseMoved: MergeOutcome = {
  kind: "refused",
  reason: reason(
    "base_moved",
    "The default branch has moved, and its policy with it; the gate judges afresh.",
  ),
};

/** The ports of a step or an answer, with the guard in front of the forge. */
export function guardedPorts(ports: Ports, purpose: keyof typeof kindsFor): GuardedPorts {
  return { ...ports, forge: guardedForge(ports, purpose) };
}

function readsOf(forge: Forge): ForgeReads {
  return {
    login: () => forge.login(),
    listRepositories: (maxAgeMs) => forge.listRepositories(maxAgeMs),
    forgetInstallations: () => forge.forgetInstallations(),
    failingInstallations: () => forge.failingInstallations(),
    repository: (ref) => forge.repository(ref),
    standing: (ref, wanted) => forge.standing(ref, wanted),
    readFile: (ref, path, at) => forge.readFile(ref, path, at),
    permissionOf: (ref, login) => forge.permissionOf(ref, login),
    listOwnPulls: (ref) => forge.listOwnPulls(ref),
    ownPull: (ref, number) => forge.ownPull(ref, number),
    ownPullByBranch: (ref, branch) => forge.ownPullByBranch(ref, branch),
    foreignCommitters: (ref, number) => forge.foreignCommitters(ref, number),
    glance: (pulls) => forge.glance(pulls),
    look: (ref, pull, wanted) => forge.look(ref, pull, wanted),
    gateFacts: (ref, number, proposedSha) => forge.gateFacts(ref, number, proposedSha),
    mergeBase: (ref, number) => forge.mergeBase(ref, number),
    holdsExactly: (ref, ...rest) => forge.holdsExactly(ref, ...rest),
    deployedAtMs: (ref, sha, environment) => forge.deployedAtMs(ref, sha, environment),
    deployedEnvironments: (ref) => forge.deployedEnvironments(ref),
  };
}
