import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { runCycle } from "../../src/cycle/run-cycle.ts";
import { wakeUpsFor } from "../../src/entry/webhook-events.ts";
import { cycleRequest } from "../loop/calls.ts";
import { type LocalLoop, startLocalLoop } from "../loop/local-loop.ts";

const events = 1000;
/** A commit of somebody else's. */
const foreignSha = "f".repeat(40);
const foreignPull = 999;

type Payload = Readonly<Record<string, unknown>>;

/**
 * Requests to GitHub that 1,000 webhook events cause which concern none of the app's pull requests, while two of
 * them are open.
 * @throws Error when there are no two pull requests open, so that the count would say nothing
 */
export async function countForeignEvents(): Promise<number> {
  const loop = await startLocalLoop({ ci: false });
  try {
    await runCycle(cycleRequest(loop), loop.ports, loop.settings, loop.now());
    await loop.work();
    const own = await loop.ports.store.improvements({ tenant: loop.settings.tenant, stages: ["proposed"] });
    if (own.length < 2) throw new Error(`Only ${own.length} pull requests of the app's own are open.`);
    const foreign = foreignEvents(loop);
    const before = loop.counts().gitHub;
    for (let index = 0; index < events; index++) {
      // An hour in all, so that nothing is due only because time has passed.
      loop.passTo(loop.now() + 3600);
      const { event, payload } = foreign[index % foreign.length] ?? { event: "", payload: {} };
      for (const wakeUp of wakeUpsFor(event, payload, String(loop.github.world.app.id)))
        await loop.ports.queue.wake(wakeUp);
      await loop.work();
    }
    return loop.counts().gitHub - before;
  } finally {
    await loop.stop();
  }
}

/** What happens in a busy repository beside the app's pull requests, and in another one. */
function foreignEvents({
  repository,
  github,
}: LocalLoop): { readonly event: string; readonly payload: Payload }[] {
  const here = {
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: { login: repository.owner },
    default_branch: "main",
  };
  const elsewhere = { ...here, name: "other", full_name: `${repository.owner}/other` };
  const theirs = { head_sha: foreignSha, pull_requests: [{ number: foreignPull }] };
  const ofFork = { head_sha: foreignSha, pull_requests: [] };
  /** An echo of the app's own check on its own pull request. */
  const ownSuite = { ...theirs, pull_requests: [{ number: 1 }], app: { id: github.world.app.id } };
  const payloads: readonly [string, string | null, Payload][] = [
    ["check_run", "completed", { check_run: theirs }],
    ["check_run", "completed", { check_run: ofFork }],
    ["check_suite", "completed", { check_suite: theirs }],
    ["check_suite", "completed", { check_suite: ofFork }],
    ["check_suite", "completed", { check_suite: ownSuite }],
    ["status", null, { state: "success", sha: foreignSha }],
    ["push", null, { ref: "refs/heads/feature", forced: true }],
    ["push", null, { ref: "refs/heads/main", created: false, forced: false, commits: [pushedCommit] }],
    ["deployment_status", null, { deployment_status: { state: "success" } }],
    ["pull_request", "synchronize", { pull_request: { number: foreignPull } }],
    ["pull_request", "closed", { pull_request: { number: foreignPull } }],
    ["pull_request_review", "submitted", { pull_request: { number: foreignPull } }],
    ["issue_comment", "created", { comment: { body: "What do you think?" } }],
    ["issues", "opened", {}],
    ["pull_request_review_comment", "created", { comment: { body: "Why?" } }],
    ["workflow_run", "completed", {}],
    ["star", "created", {}],
  ];
  const inOther = payloads.map(([event, action, parts]) => ({
    event,
    payload: example(event, action, { ...numberedLikeOwn(parts), repository: elsewhere }),
  }));
  return [
    ...payloads.map(([event, action, parts]) => ({
      event,
      payload: example(event, action, { ...parts, repository: here }),
    })),
    ...inOther,
  ];
}

const pushedCommit = { added: [], removed: [], modified: ["src/handler.js"] };

/** In another repository the numbers of the app's own pull requests mean nothing. */
function numberedLikeOwn(parts: Payload): Payload {
  return "pull_request" in parts ? { ...parts, pull_request: { number: 1 } } : parts;
}

/** GitHub's own example of an event with some parts of its own. */
function example(event: string, action: string | null, parts: Payload): Payload {
  const all: readonly Payload[] = examples.find(({ name }) => name === event)?.examples ?? [];
  const fitting = all.find((one) => action === null || one.action === action);
  if (!fitting) throw new Error(`GitHub has no example of ${event} ${action ?? ""}.`);
  const merged = Object.entries(parts).map(([name, part]) => [name, withParts(fitting[name], part)]);
  return { ...fitting, ...Object.fromEntries(merged) };
}

function withParts(whole: unknown, part: unknown): unknown {
  return isRecord(whole) && isRecord(part) ? { ...whole, ...part } : part;
}

function isRecord(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
