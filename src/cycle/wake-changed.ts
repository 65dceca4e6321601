import type { Improvement, StageName } from "../domain/improvement/improvement.ts";
import { isOnBranch, mayBeDeployedTo, mayMoveWithBase } from "../domain/improvement/moved-by.ts";
import { endedWith } from "../domain/improvement/take-up.ts";
import { fullName } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";
import type { WakeUp, WhatChanged } from "../ports/queue.ts";

/** Stages that somebody's deed can move; a watch is moved by time alone. */
const moveable = ["found", "drafted", "proposed", "merged", "regressed"] as const satisfies StageName[];

/**
 * Wakes the improvements that an event is about, and no other: looking at one costs a dozen requests. The event is
 * not believed, only taken as a reason to look.
 */
export async function wakeChanged(
  wakeUp: Extract<WakeUp, { kind: "changed" }>,
  ports: Pick<Ports, "store" | "queue">,
  settings: Settings,
): Promise<void> {
  const { repository } = wakeUp;
  const found = await concerned(wakeUp, ports, settings);
  if (repository.id !== undefined && found.some((one) => fullName(one.repository) !== fullName(repository))) {
    await ports.store.adoptRepository(settings.tenant, repository);
  }
  for (const improvement of found) {
    await ports.queue.wake({
      kind: "advance",
      improvementId: improvement.id,
      ...deedIn(wakeUp.what),
    });
  }
}

/** What of an event makes a look another one. */
function deedIn(what: WhatChanged): Pick<Extract<WakeUp, { kind: "advance" }>, "byPerson" | "checkAsked"> {
  if (what.kind === "reopened") return { byPerson: true };
  if (what.kind !== "pull_request" && what.kind !== "commit") return {};
  return {
    ...(what.byPerson ? { byPerson: true } : {}),
    ...(what.checkAsked ? { checkAsked: true } : {}),
  };
}

async function concerned(
  { repository, what }: Extract<WakeUp, { kind: "changed" }>,
  { store }: Pick<Ports, "store">,
  { tenant }: Settings,
): Promise<readonly Improvement[]> {
  const here = { tenant, repository, stages: moveable };
  switch (what.kind) {
    case "pull_request":
      return store.improvements({ ...here, pullNumber: what.number });
    case "reopened": {
      const stages = [...moveable, "ended"] as const;
      const found = await store.improvements({ ...here, stages, pullNumber: what.number });
      return found.filter((one) => one.stage !== "ended" || endedWith(one, what.number));
    }
    case "commit":
      return store.improvements({ ...here, commit: what.sha });
    case "branch":
      return (await store.improvements(here)).filter((one) => isOnBranch(one, what.name));
    case "base":
      return (await store.improvements(here)).filter((one) => what.mayTouchPolicy || mayMoveWithBase(one));
    case "deployment":
      return (await store.improvements({ ...here, stages: ["merged"] })).filter((one) =>
        mayBeDeployedTo(one, what.environment),
      );
    case "anything":
      return store.improvements(here);
  }
}

/** Wakes what is on its way at an account where the app may see something else now, so that it goes on or says why not. */
export async function wakeInstalled(
  { account }: Extract<WakeUp, { kind: "installation" }>,
  ports: Pick<Ports, "store" | "queue" | "forge">,
  { tenant }: Settings,
): Promise<void> {
  await ports.forge.forgetInstallations();
  for (const { id, repository } of await ports.store.improvements({ tenant, stages: moveable })) {
    if (repository.owner.toLowerCase() !== account.toLowerCase()) continue;
    // What had failed for want of access need not wait for its pause to end.
    await ports.queue.wake({ kind: "advance", improvementId: id, byPerson: true });
  }
}
