import { createHash, randomBytes } from "node:crypto";
import path from "node:path";
import type { Logger } from "pino";
import { analysisApart, recipesApart } from "./adapters/apart/analysis.ts";
import { openApart } from "./adapters/apart/apart.ts";
import type { CloudWatchConnection } from "./adapters/cloudwatch/connection.ts";
import { cloudWatchInstruments } from "./adapters/cloudwatch/instruments.ts";
import { createLocalCopy } from "./adapters/cloudwatch/local-copy.ts";
import { cloudWatchTelemetry } from "./adapters/cloudwatch/telemetry.ts";
import { type Database, openDatabase } from "./adapters/database/database.ts";
import { databaseStore } from "./adapters/database/store.ts";
import { gitWorkspace } from "./adapters/git/workspace.ts";
import { connect } from "./adapters/github/connection.ts";
import { githubForge } from "./adapters/github/forge.ts";
import { noForge } from "./adapters/github/no-forge.ts";
import type { GitHubOptions } from "./adapters/github/octokit.ts";
import { githubRemote } from "./adapters/github/remote.ts";
import { changeInspector } from "./adapters/inspection/inspector.ts";
import { secretsIn } from "./adapters/inspection/own-secrets.ts";
import { modelGenerator } from "./adapters/openai/generator.ts";
import { hmacSealer } from "./adapters/sealer.ts";
import { type Config, type Environment, readFlags } from "./config.ts";
import type { Forge } from "./ports/forge.ts";
import type { Generator } from "./ports/generator.ts";
import type { Ports } from "./ports/ports.ts";
import type { Queue } from "./ports/queue.ts";
import type { Workspace } from "./ports/workspace.ts";

/** What a local world replaces; real installations leave all of it out. */
export interface WiringOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** The product's clock, milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Where git is served, if not beside GitHub's API. */
  readonly gitUrl?: string;
  /** false writes to GitHub without the pauses that GitHub recommends. */
  readonly throttleGitHub?: boolean;
  readonly awsCredentials?: CloudWatchConnection["credentials"];
}

/** Everything outside, connected. */
export interface Wiring {
  readonly database: Database;
  readonly ports: Omit<Ports, "queue">;
  close(): Promise<void>;
}

/**
 * Opens the database and connects every adapter to its port. What is not configured is there, and refuses with a
 * reason when it is used.
 *
 * @throws Error when the database cannot be opened
 */
export async function wire(config: Config, options: WiringOptions): Promise<Wiring> {
  const { environment, log, now } = options;
  const database = await openDatabase(
    config.databaseUrl ? { url: config.databaseUrl } : { folder: config.dataFolder },
  );
  const switches = { flags: () => readFlags(environment) };
  const aws = {
    region: config.awsRegion,
    ...(config.awsEndpointUrl ? { endpoint: config.awsEndpointUrl } : {}),
    ...(options.awsCredentials ? { credentials: options.awsCredentials } : {}),
    log,
    now,
    enabled: () => switches.flags().cloudwatchStreaming,
  };
  const instruments = cloudWatchInstruments({ ...aws, namespace: config.cloudwatchNamespace });
  const apart = openApart();
  const onDamagedRow = (error: Error): void => log.error({ err: error }, "a row was left out");
  return {
    database,
    ports: {
      telemetry: cloudWatchTelemetry({ ...aws, localCopy: createLocalCopy() }),
      analysis: analysisApart(apart),
      generator: generator(config, log, recipesApart(apart)),
      ...github(config, options),
      inspector: changeInspector({ apart, ownSecrets: ownSecrets(config, environment) }),
      store: databaseStore(database, { onDamagedRow }),
      instruments,
      switches,
      sealer: hmacSealer(sealKey(config)),
    },
    close: async () => {
      await apart.close();
      await instruments.stop();
      await database.close();
    },
  };
}

/** The ports with a queue among them. */
export function withQueue(ports: Wiring["ports"], queue: Queue): Ports {
  return { ...ports, queue };
}

function github(config: Config, options: WiringOptions): { forge: Forge; workspace: Workspace } {
  const folder = path.join(config.dataFolder, "clones");
  const { log } = options;
  const silenceMs = config.gitSilenceSeconds * 1000;
  if (config.github.kind === "none") {
    const remote = async (): Promise<never> => {
      throw new Error("No GitHub login is configured. Set APP_ID and PRIVATE_KEY.");
    };
    return { forge: noForge(), workspace: gitWorkspace({ folder, remote, silenceMs, log }) };
  }
  const access: GitHubOptions = {
    authentication:
      config.github.kind === "app" ? config.github : { ...config.github, login: "github-actions[bot]" },
    baseUrl: config.githubApiUrl,
    log,
    ...(options.throttleGitHub === undefined ? {} : { throttle: options.throttleGitHub }),
  };
  // One sign-in for both.
  const connection = connect(access);
  const remote = githubRemote(
    { ...access, ...(options.gitUrl ? { gitUrl: options.gitUrl } : {}) },
    connection,
  );
  return {
    forge: githubForge(access, connection),
    workspace: gitWorkspace({ folder, remote, silenceMs, log }),
  };
}

/** Recipes where there is one; the model, where one is configured, for the rest. */
function generator({ model }: Config, log: Logger, byRecipe: Generator): Generator {
  if (!model) return byRecipe;
  const written = modelGenerator({
    apiKey: model.apiKey,
    ...(model.baseUrl ? { baseUrl: model.baseUrl } : {}),
    model: model.name,
    log,
  });
  return {
    ...written,
    handles: (remedy) => byRecipe.handles(remedy) || written.handles(remedy),
    propose: (task) =>
      byRecipe.handles(task.opportunity.remedy.kind) ? byRecipe.propose(task) : written.propose(task),
  };
}

/** What must not get out by a change: everything of the environment that is named like a secret, and the app's key. */
function ownSecrets({ github }: Config, environment: Environment): string[] {
  return [...secretsIn(environment), ...(github.kind === "app" ? [github.privateKey] : [])];
}

/** Markers must still open after the database is lost, so their key comes from what the operator keeps. */
function sealKey({ github }: Config): string {
  switch (github.kind) {
    case "app":
      return createHash("sha256").update(github.privateKey).digest("hex");
    case "token":
      return github.sealKey;
    case "none":
      return randomBytes(32).toString("hex");
  }
}
