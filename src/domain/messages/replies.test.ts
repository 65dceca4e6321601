import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import type { CycleReport } from "../learn/ledger.ts";
import { fingerprintOfBranch, improvementBranch, revertBranch } from "../shared/names.ts";
import { reason } from "../shared/reason.ts";
import { gateCheck } from "./check-run.ts";
import { closingComment, revertBody, revertConflictBody } from "./closing.ts";
import { cycleReply, statusReply } from "./command-reply.ts";
import { reasonList } from "./format.ts";

const { comparisons, reasons } = regressedImprovement();
const hostile = "a | b\n# @ada <b>";
const shown = "a \\| b \\# @\u200bada \\<b\\>";

const report: CycleReport = {
  id: "c",
  tenant: "default",
  repository: "acme/shop",
  actor: "person:ada",
  startedAtMs: 0,
  finishedAtMs: 0,
  outcome: "completed",
  reasons: [],
  services: [
    {
      name: "a",
      complete: false,
      findings: [{ kind: "anomaly", sentence: hostile }],
      reasons: [reason("no_data", hostile)],
    },
  ],
  opportunities: [
    {
      fingerprint: "f",
      service: "a",
      title: hostile,
      score: 41.5,
      decision: "skipped",
      reasons: [reason("score_too_low", hostile)],
    },
  ],
};

describe("replies", () => {
  it("tell what a cycle came to, with untrusted text made plain", () => {
    const reply = cycleReply(report);
    expect(reply).toContain(`- ${shown}`);
    expect(reply).toContain(`| ${shown} | 41.5 | skipped | ${shown} |`);
    expect(reply).toContain("What I could not see");
    expect(reply).not.toContain("@ada");
    expect(cycleReply({ ...report, opportunities: [] })).toContain("Nothing is worth a change.");
    expect(
      cycleReply({ ...report, outcome: "refused", reasons: [reason("repository_off", "It is off.")] }),
    ).toBe("Nothing was done:\n\n- It is off. (`repository_off`)");
  });

  it("tell what is on its way, with its pull request", () => {
    expect(statusReply([])).toContain("Nothing is on its way");
    const status = statusReply([foundImprovement(), regressedImprovement()]);
    expect(status).toContain("| Lower the memory of CheckoutFunction |  | found |");
    expect(status).toContain("| #7 | regressed |");
  });
});

describe("comments and bodies", () => {
  it.each([
    [{ kind: "kept" }, "**Kept**: production did not get worse."],
    [{ kind: "inconclusive" }, "**Kept, but not verified**"],
    [{ kind: "reverted", revertPullNumber: 9 }, "**Reverted** by #9"],
    [{ kind: "regressed" }, "the app does not revert it"],
  ] as const)("of %j say how it ended, with numbers and reasons", (outcome, text) => {
    const comment = closingComment(outcome, comparisons, reasons);
    for (const part of [text, "| +80 % (+60 % to +100 %) | worse |", "(`degraded`)"]) {
      expect(comment).toContain(part);
    }
  });

  it("of a revert name what it takes back, and how to keep it", () => {
    const body = revertBody({ pullNumber: 7, title: hostile, merge: { sha: "abc" }, comparisons, reasons });
    expect(body).toContain(`Reverts #7 (${shown}), merged as abc`);
    expect(body).toContain("Close this pull request to keep the change");
    const paths = [hostile];
    expect(
      revertConflictBody({ pullNumber: 7, merge: { sha: "abc" }, paths, objections: [], comparisons }),
    ).toContain(`- ${shown}`);
  });
});

describe("gateCheck", () => {
  const off = reason("auto_merge_off", "People merge.");
  const running = reason("check_running", "ci runs.");
  const behind = reason("behind_base", "The base branch is 2 commits ahead.");

  it.each([
    [{ kind: "merge", sha: "abc", reasons: [] }, "success", "The gate is open"],
    [{ kind: "wait", reasons: [running] }, null, "Waiting: check running"],
    [{ kind: "wait", reasons: [off, running] }, null, "Waiting: auto merge off"],
    [{ kind: "wait", reasons: [off] }, null, "Waiting for people: auto merge off"],
    [{ kind: "wait", reasons: [off, behind] }, null, "Waiting for people: auto merge off"],
    [
      { kind: "wait", reasons: [reason("own_check", "It proves nothing.")] },
      null,
      "Waiting for people: own check",
    ],
    [{ kind: "wait", reasons: [behind] }, null, "Waiting: behind base"],
    [{ kind: "block", reasons: [running] }, "action_required", "Blocked: check running"],
  ] as const)("of %j concludes %s: %s", (decision, conclusion, title) => {
    expect(gateCheck(decision)).toMatchObject({ conclusion, title });
  });

  it("succeeds for a merge and for nothing else", () => {
    expect(gateCheck({ kind: "wait", reasons: [] }).conclusion).not.toBe("success");
    expect(gateCheck({ kind: "block", reasons: [] }).conclusion).not.toBe("success");
    expect(reasonList([])).toBe("");
  });
});

describe("branches", () => {
  it("give their fingerprint back, reverts and other people's do not", () => {
    const fingerprint = "0123456789abcdef";
    expect(fingerprintOfBranch(improvementBranch(fingerprint))).toBe(fingerprint);
    for (const branch of [
      revertBranch(fingerprint),
      "main",
      `x/${improvementBranch(fingerprint)}`,
      "self-building/x",
    ]) {
      expect(fingerprintOfBranch(branch)).toBeNull();
    }
  });
});
