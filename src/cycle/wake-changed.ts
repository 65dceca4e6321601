import { fullName } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";
import type { WakeUp } from "../ports/queue.ts";

/**
 * Something happened to a pull request, or (without a number) to the repository: whatever is on its way there is
 * looked at. The event itself is not believed, only taken as a reason to look.
 */
export async function pullChanged(
  wakeUp: Extract<WakeUp, { kind: "pull_changed" }>,
  ports: Pick<Ports, "store" | "queue">,
  settings: Settings,
): Promise<void> {
  const concerned = await ports.store.improvements({
    tenant: settings.tenant,
    repository: fullName(wakeUp.repository),
    stages: ["found", "drafted", "proposed", "merged", "watching", "regressed"],
  });
  for (const improvement of concerned) {
    if (improvement.stage === "watching") continue;
    await ports.queue.wake({ kind: "advance", improvementId: improvement.id });
  }
}
