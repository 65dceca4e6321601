import {
  type Channel,
  ladders,
  type NoticeKind,
  type Refusal,
  toldReasons,
} from "../../domain/messages/notice.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { noticeCheckName } from "../../domain/shared/names.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { type GuardedPorts, Held } from "../step/guarded-forge.ts";

/** What people are to be told, in a form for every channel. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly repository: RepositoryRef;
  /** The issue or pull request that it is about. */
  readonly number: number;
  /** One comment per key and number. */
  readonly commentKey: string;
  /** One issue per key. */
  readonly issueKey: string;
  readonly title: string;
  readonly body: string;
  /** How often in a row the step has failed: a fault that may pass is tried again, but not for ever. */
  readonly faults: number;
}

/** Where people were told. */
export interface Told {
  /** null when no channel took it. */
  readonly channel: Channel | null;
  /** In words, with the number of an issue; null when no channel took it. */
  readonly where: string | null;
  /** The number of the issue that tells it; null when another channel does. */
  readonly issueNumber: number | null;
  /** For the audit log; empty when the first channel took it. */
  readonly reasons: readonly Reason[];
}

type TellPorts = Pick<GuardedPorts, "forge" | "instruments">;

/** After so many faults in a row a notice that fails in passing counts as one that cannot be written. */
const patience = 3;

/**
 * Tells people on the first channel that takes the notice. What GitHub does not take is no fault of the step; when no
 * channel takes it, the metric `notices_not_delivered` and the audit log say so.
 * @throws Held when a kill switch holds the notice
 */
export async function tell(notice: Notice, ports: TellPorts): Promise<Told> {
  const refusals: Refusal[] = [];
  for (const channel of ladders[notice.kind]) {
    const written = await unlessRefused(write(channel, notice, ports), notice.faults);
    if (written.kind === "done") {
      return { channel, ...written.value, reasons: toldReasons(written.value.where, refusals) };
    }
    refusals.push({ channel, because: written.because });
  }
  ports.instruments.add("notices_not_delivered", 1, "Count");
  return { channel: null, where: null, issueNumber: null, reasons: toldReasons(null, refusals) };
}

type Written = { readonly where: string; readonly issueNumber: number | null };

async function write(channel: Channel, notice: Notice, { forge }: Pick<Ports, "forge">): Promise<Written> {
  const { repository, number, commentKey, issueKey, title, body } = notice;
  switch (channel) {
    case "issue": {
      const issueNumber = await forge.openIssue(repository, issueKey, title, body);
      return { where: `issue #${issueNumber}`, issueNumber };
    }
    case "comment":
      await forge.comment(repository, number, commentKey, body);
      return { where: `a comment on #${number}`, issueNumber: null };
    case "check": {
      const headSha = (await forge.repository(repository))?.headSha ?? null;
      if (headSha === null) throw new Error("The default branch has no commit to put a check run on.");
      const conclusion = notice.kind === "outcome" ? "success" : "action_required";
      const check = { name: noticeCheckName, headSha, conclusion, title, summary: body } as const;
      await forge.publishCheck(repository, check);
      return { where: `a check run on ${headSha.slice(0, 7)}`, issueNumber: null };
    }
  }
}

type Attempted<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly because: string };

/**
 * What a write that must not stop anything came to: a label, a reaction, a notice.
 * @param faults how often in a row the step has failed
 * @throws Held when a kill switch holds it, and what may pass while there is patience
 */
export async function unlessRefused<T>(writing: Promise<T>, faults: number): Promise<Attempted<T>> {
  try {
    return { kind: "done", value: await writing };
  } catch (error) {
    if (error instanceof Held) throw error;
    if (!(error instanceof PermanentFailure) && faults < patience) throw error;
    return { kind: "refused", because: error instanceof Error ? error.message : String(error) };
  }
}
