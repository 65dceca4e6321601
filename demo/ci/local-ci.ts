import {
  addDeployment,
  addDeploymentStatus,
  createCheckRun,
  updateCheckRun,
} from "@self-building-agent/local-github/actions/checks.ts";
import type { CheckRun, Repository } from "@self-building-agent/local-github/entities.ts";
import type { LocalGitHub } from "@self-building-agent/local-github/server.ts";
import { z } from "zod";
import { type TestOutcome, testCommit } from "./test-command.ts";

export interface LocalCiSettings {
  readonly github: LocalGitHub;
  /** Longest a test may take; then it counts as `timed_out`. */
  readonly timeoutMs?: number;
  /** Deploys what arrives on the default branch, once its tests have passed. */
  readonly deploy?: boolean;
  /** Called when a commit is in production, before GitHub is told; `repository` is `owner/name`. */
  readonly onDeployed?: (repository: string, sha: string) => Promise<void> | void;
  readonly log?: (line: string) => void;
}

export interface LocalCi {
  /** Resolves when every run that was started has ended. */
  settled(): Promise<void>;
  /** Takes no more events, and waits for the run in progress. */
  stop(): Promise<void>;
}

const repositoryShape = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
});
const pullEvent = z.object({
  action: z.enum(["opened", "reopened", "synchronize"]),
  pull_request: z.object({ head: z.object({ sha: z.string() }) }),
  repository: repositoryShape,
});
const pushEvent = z.object({ ref: z.string(), after: z.string(), repository: repositoryShape });
const conclusions = { passed: "success", failed: "failure", timed_out: "timed_out" } as const;

/**
 * A CI of one machine: on pull requests and on pushes to the default branch it clones the commit,
 * runs the target's `npm test`, and reports a check run named `ci` as the app `local-ci`.
 * Runs go one after the other.
 */
export function startLocalCi(settings: LocalCiSettings): LocalCi {
  const log = settings.log ?? (() => {});
  const tested = new Map<string, Promise<CheckRun>>();
  let tail: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const enqueue = (job: () => Promise<void>) => {
    tail = tail.then(async () => {
      if (!stopped) {
        await job().catch((error: unknown) => log(`ci: ${String(error)}`));
      }
    });
  };
  const unsubscribe = settings.github.webhooks.subscribe((event, payload) => {
    const change = toChange(event, payload);
    const repository = change && settings.github.world.repository(change.owner, change.name);
    if (!change || !repository) {
      return;
    }
    enqueue(async () => {
      const key = `${repository.id}/${change.sha}`;
      const run = tested.get(key) ?? runCheck(settings, repository, change.sha);
      tested.set(key, run);
      const { conclusion } = await run;
      log(`ci: ${repository.name} ${change.sha.slice(0, 7)} ${conclusion}`);
      if (settings.deploy && change.isDefaultBranch && conclusion === "success") {
        await deploy(settings, repository, change.sha);
      }
    });
  });
  return {
    settled: async () => {
      await tail;
    },
    stop: async () => {
      stopped = true;
      unsubscribe();
      await tail;
    },
  };
}

interface ChangeToTest {
  readonly owner: string;
  readonly name: string;
  readonly sha: string;
  readonly isDefaultBranch: boolean;
}

function toChange(event: string, payload: unknown): ChangeToTest | null {
  const pull = event === "pull_request" ? pullEvent.safeParse(payload) : null;
  if (pull?.success) {
    const { repository, pull_request } = pull.data;
    return {
      owner: repository.owner.login,
      name: repository.name,
      sha: pull_request.head.sha,
      isDefaultBranch: false,
    };
  }
  const push = event === "push" ? pushEvent.safeParse(payload) : null;
  if (push?.success && push.data.ref === `refs/heads/${push.data.repository.default_branch}`) {
    const { repository, after } = push.data;
    return { owner: repository.owner.login, name: repository.name, sha: after, isDefaultBranch: true };
  }
  return null;
}

async function runCheck(settings: LocalCiSettings, repository: Repository, sha: string): Promise<CheckRun> {
  const { world } = settings.github;
  const app = world.otherApp("local-ci");
  const run = createCheckRun(world, repository, app, sha, { name: "ci", status: "in_progress" });
  const outcome = await testCommit(repository.git.folder, sha, settings.timeoutMs ?? 60_000).catch(
    (error: unknown): TestOutcome => ({ kind: "failed", output: String(error), durationMs: 0 }),
  );
  updateCheckRun(world, repository, run, {
    conclusion: conclusions[outcome.kind],
    output: {
      title: `npm test ${outcome.kind.replace("_", " ")}`,
      summary: `\`npm test\` took ${(outcome.durationMs / 1000).toFixed(1)} s.`,
      text: outcome.output,
    },
  });
  return run;
}

async function deploy(settings: LocalCiSettings, repository: Repository, sha: string): Promise<void> {
  const { world } = settings.github;
  const deployer = world.botOf(world.otherApp("local-ci"));
  const deployment = addDeployment(world, repository, deployer, {
    sha,
    ref: repository.defaultBranch,
    task: "deploy",
    environment: "production",
    description: null,
  });
  await settings.onDeployed?.(`${repository.owner}/${repository.name}`, sha);
  const status = { state: "success", description: "In production" };
  addDeploymentStatus(world, repository, deployer, deployment, status);
}
