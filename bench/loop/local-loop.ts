import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import { type LocalGitHub, startLocalGitHub } from "@self-building-agent/local-github/server.ts";
import pino from "pino";
import { startLocalCi } from "../../demo/ci/local-ci.ts";
import { createDemoWorld } from "../../demo/production/demo-world.ts";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { loadConfig } from "../../src/config.ts";
import { labelLook } from "../../src/domain/shared/label-looks.ts";
import { labels } from "../../src/domain/shared/names.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Settings } from "../../src/domain/shared/settings.ts";
import { jobs } from "../../src/entry/jobs.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { wire, withQueue } from "../../src/wiring.ts";
import { localApp } from "./local-app.ts";

/** How many requests went out, by where to. */
export interface RequestCounts {
  readonly gitHub: number;
  readonly aws: number;
  /** Clones at a commit; each is one fetch from GitHub at most. */
  readonly checkouts: number;
}

/** The product's ports with their real adapters, in a local world whose clock is turned by hand. */
export interface LocalLoop {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly repository: RepositoryRef;
  readonly github: LocalGitHub;
  now(): number;
  passTo(atMs: number): void;
  counts(): RequestCounts;
  /** GitHub's requests by route. */
  gitHubRoutes(): ReadonlyMap<string, number>;
  /** Resolves when CI has tested and deployed what there is. */
  ciSettled(): Promise<void>;
  /**
   * Does what is on the queue, and what that puts there.
   * @throws AggregateError when a job fails
   */
  work(): Promise<void>;
  stop(): Promise<void>;
}

/** Monday 2026-01-05 09:00 UTC, as in the demo. */
const startMs = Date.UTC(2026, 0, 5, 9);

/**
 * Starts GitHub, CloudWatch and CI on this machine, and connects the product's adapters to them.
 * @param options.ci whether CI tests and deploys; default true
 */
export async function startLocalLoop(options: { readonly ci?: boolean } = {}): Promise<LocalLoop> {
  let nowMs = startMs;
  const now = (): number => nowMs;
  const folder = await mkdtemp(join(tmpdir(), "self-building-bench-"));
  const { world, repository, files } = createDemoWorld(startMs, 1);
  const app = localApp();
  const name = `${repository.owner}/${repository.name}`;
  const github = await startLocalGitHub({ folder: join(folder, "github"), app, now });
  const cloudWatch = await startLocalCloudWatch({ world, now });
  const made = await github.people.createRepository({ ...repository, files: Object.fromEntries(files) });
  // As in every repository after its first improvement; making them is four requests, once.
  for (const label of Object.values(labels)) {
    made.labels.set(label, { id: github.world.nextId(), name: label, ...labelLook(label) });
  }
  const ci =
    options.ci === false
      ? null
      : startLocalCi({
          github,
          deploy: true,
          onDeployed: async (_repository, sha) => {
            world.deploy({ atMs: nowMs, files: await filesAt(github.people.repository(name).git, sha) });
          },
        });
  const environment = {
    SELF_BUILDING_DATA_DIR: join(folder, "product"),
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKeyPem,
    GITHUB_API_URL: github.url,
    AWS_ENDPOINT_URL: cloudWatch.url,
    ENABLE_AUTONOMOUS_IMPROVEMENTS: "true",
  };
  const config = loadConfig(environment);
  const log = pino({ level: "error" }, pino.destination(2));
  const awsCredentials = { accessKeyId: "local", secretAccessKey: "local" };
  const wiring = await wire(config, { environment, log, now, throttleGitHub: false, awsCredentials });
  let checkouts = 0;
  const { workspace } = wiring.ports;
  const counted: Ports["workspace"] = {
    checkout: (ref, sha, use) => {
      checkouts += 1;
      return workspace.checkout(ref, sha, use);
    },
    revert: (ref, mergedSha, ontoSha) => {
      checkouts += 1;
      return workspace.revert(ref, mergedSha, ontoSha);
    },
  };
  const queue = immediateQueue();
  const ports = withQueue({ ...wiring.ports, workspace: counted }, queue);
  return {
    ports,
    settings: config.settings,
    repository,
    github,
    now,
    passTo: (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    counts: () => ({
      gitHub: sum(github.requestCounts.values()),
      aws: sum(
        // The product's own metrics go out once a minute, whatever the improvements do.
        Object.entries(cloudWatch.requests()).map(([name, count]) => (name === "PutMetricData" ? 0 : count)),
      ),
      checkouts,
    }),
    gitHubRoutes: () => new Map(github.requestCounts),
    ciSettled: async () => ci?.settled(),
    work: async () => {
      const errors = await queue.drain(jobs(ports, config.settings, now));
      if (errors.length > 0) throw new AggregateError(errors, "Work on the queue failed.");
    },
    stop: async () => {
      await ci?.stop();
      await wiring.close();
      await Promise.all([github.stop(), cloudWatch.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
