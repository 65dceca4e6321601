import type { PullRecord } from "../../domain/improvement/improvement.ts";
import type { NoticeKind } from "../../domain/messages/notice.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { tell, unlessRefused } from "./tell.ts";

/** Of an improvement: whose pull request tells how it ended. */
interface Ending {
  readonly repository: RepositoryRef;
  readonly pull: Pick<PullRecord, "number">;
  readonly faults: number;
}

/**
 * Tells on its pull request how an improvement ended, and labels it; neither keeps it from ending.
 * @param label null where none says it
 * @param kind which channels it takes; by default those of an outcome
 * @returns for the audit log: what could not be written, and where people were told instead
 */
export async function tellOutcome(
  { repository, pull, faults }: Ending,
  title: string,
  body: string,
  label: string | null,
  ports: Pick<GuardedPorts, "forge" | "instruments">,
  kind: NoticeKind = "outcome",
): Promise<Reason[]> {
  const { number } = pull;
  const [commentKey, issueKey] = ["outcome", `outcome-${number}`];
  const notice = { kind, repository, number, commentKey, issueKey, title, body, faults };
  const { reasons } = await tell(notice, ports);
  if (label === null) return [...reasons];
  const labelled = await unlessRefused(ports.forge.addLabels(repository, number, [label]), faults);
  if (labelled.kind === "done") return [...reasons];
  return [...reasons, reason("not_labelled", `#${number} has no label ${label}: ${labelled.because}`)];
}
