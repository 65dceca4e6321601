import type { Trigger } from "./improvement.ts";

/** A trigger as the audit log names its actor. */
export function actorOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case "schedule":
      return "schedule";
    case "event":
      return `event:${trigger.source}`;
    case "agent":
      return `agent:${trigger.requester}`;
    case "person":
      return `person:${trigger.login}`;
    case "operator":
      return "operator";
  }
}
