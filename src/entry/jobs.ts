import { requestComponent } from "../cycle/admit/request-component.ts";
import { advance } from "../cycle/advance.ts";
import { answerCommand } from "../cycle/commands/answer-command.ts";
import { runCycle } from "../cycle/run-cycle.ts";
import { wakeChanged, wakeInstalled } from "../cycle/wake-changed.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";
import type { WakeUp } from "../ports/queue.ts";

/** Does what a wake-up is a reason for. `now` is the product's clock, milliseconds since the Unix epoch. */
export function jobs(ports: Ports, settings: Settings, now: () => number): (wakeUp: WakeUp) => Promise<void> {
  return async (wakeUp) => {
    switch (wakeUp.kind) {
      case "cycle": {
        const startedMs = performance.now();
        await runCycle(wakeUp, ports, settings, now());
        ports.instruments.add("cycle_duration_seconds", (performance.now() - startedMs) / 1000, "Seconds");
        return;
      }
      case "advance":
        return void (await advance(wakeUp.improvementId, ports, settings, now(), {
          when: wakeUp.byPerson ? "at_once" : "after_backoff",
          seen: wakeUp.seen,
          checkAsked: wakeUp.checkAsked,
        }));
      case "changed":
        return wakeChanged(wakeUp, ports, settings);
      case "installation":
        return wakeInstalled(wakeUp, ports, settings);
      case "command":
        return answerCommand(wakeUp, ports, settings, now());
      case "component":
        return void (await requestComponent(wakeUp, ports, settings, now()));
    }
  };
}
