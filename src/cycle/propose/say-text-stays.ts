import type { Improvement } from "../../domain/improvement/improvement.ts";
import { textStaysComment } from "../../domain/messages/closing.ts";
import { unlessRefused } from "../notify/tell.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";

/** Says once on a pull request that people's edits of its text stay. What cannot be said stops nothing. */
export async function sayTextStays(
  { repository, faults }: Improvement,
  pullNumber: number,
  { forge }: Pick<GuardedPorts, "forge">,
): Promise<void> {
  await unlessRefused(forge.comment(repository, pullNumber, "text-stays", textStaysComment), faults);
}
