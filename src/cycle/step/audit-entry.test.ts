import { expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { reason } from "../../domain/shared/reason.ts";
import { auditOf } from "./audit-entry.ts";

it("an entry is about the improvement, on behalf of who asked for it, in the cycle that it came from", () => {
  const trigger = { kind: "person", login: "ada", issueNumber: null } as const;
  const improvement = foundImprovement({ tenant: "t2", trigger, correlationId: "cycle-9" });
  const reasons = [reason("drafted", "Two lines.")];
  expect(auditOf(improvement, "draft", "drafted", reasons, 77)).toEqual({
    ...{ atMs: 77, tenant: "t2", repository: "acme/shop", correlationId: "cycle-9", actor: "person:ada" },
    ...{ action: "draft", subject: improvement.id, outcome: "drafted", reasons },
  });
});
