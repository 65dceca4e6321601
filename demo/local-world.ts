import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalCloudWatch, startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import { type LocalGitHub, startLocalGitHub } from "@self-building-agent/local-github/server.ts";
import { startLocalCi } from "./ci/local-ci.ts";
import { type SimulatedClock, simulatedClock } from "./clock.ts";
import { ProductProcess } from "./product-process.ts";
import { createDemoWorld } from "./production/demo-world.ts";
import { type LocalModel, startLocalModel } from "./recorded-model/server.ts";

/** GitHub, AWS and the model played on this machine, a service repository with its CI, and the product itself. */
export interface LocalWorld {
  readonly clock: SimulatedClock;
  readonly github: LocalGitHub;
  readonly cloudWatch: LocalCloudWatch;
  readonly model: LocalModel;
  /** `owner/name` of the service repository. */
  readonly repository: string;
  /** Environment that a product process needs to live in this world. */
  readonly environment: Readonly<Record<string, string>>;
  readonly mcpApiKey: string;
  /** Starts the product as a process of its own; resolves with its address when it answers. */
  startProduct(): Promise<string>;
  /** Where the product answers; null while it does not run. */
  productUrl(): string | null;
  /** The pause between two looks at what only time brings. */
  readonly letTimePass: () => Promise<void>;
  /** Kills the product without a warning, as a crash does. */
  killProduct(): Promise<void>;
  stop(): Promise<void>;
}

/** Monday 2026-01-05 09:00 UTC: any fixed time gives the same telemetry for the same seed. */
const mondayMorningMs = Date.UTC(2026, 0, 5, 9);

/**
 * Starts the local world in a temporary folder that is removed at the end.
 * @param options.speed how much faster than real the clock runs; `skipping`: as a real one, but where only time is
 * waited for, it skips to when the product looks again, so that how fast the machine is makes no difference
 * @param options.startMs what the clock shows at the start
 */
export async function startLocalWorld(options: {
  readonly speed: number | "skipping";
  readonly seed: number;
  readonly startMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}): Promise<LocalWorld> {
  const { speed, seed, startMs = mondayMorningMs, log = () => {} } = options;
  const isSkipping = speed === "skipping";
  const folder = await mkdtemp(join(tmpdir(), "self-building-"));
  const clock = simulatedClock({ startMs, speed: isSkipping ? 1 : speed });
  const { world, repository, files } = createDemoWorld(startMs, seed);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const app = {
    appId: 7,
    slug: "self-building-agent",
    privateKeyPem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    webhookSecret: randomBytes(16).toString("hex"),
  };
  const product = new ProductProcess();
  const webhookUrl = (): string | null => (product.url ? `${product.url}/api/github/webhooks` : null);
  const [github, cloudWatch, model] = await Promise.all([
    startLocalGitHub({ folder: join(folder, "github"), app, webhookUrl, now: clock.now, log }),
    startLocalCloudWatch({ world, now: clock.now }),
    startLocalModel(),
  ]);
  const name = `${repository.owner}/${repository.name}`;
  await github.people.createRepository({ ...repository, files: Object.fromEntries(files) });
  const deploy = async (_repository: string, sha: string): Promise<void> => {
    const outcome = world.deploy({
      atMs: clock.now(),
      files: await filesAt(github.people.repository(name).git, sha),
    });
    if (outcome.kind === "failed") log(`deploy: ${outcome.problem}`);
  };
  const ci = startLocalCi({ github, deploy: true, onDeployed: deploy, log });
  const mcpApiKey = randomBytes(16).toString("hex");
  const environment = {
    SELF_BUILDING_MCP_PORT: "0",
    SELF_BUILDING_MCP_API_KEY: mcpApiKey,
    SELF_BUILDING_DATA_DIR: join(folder, "product"),
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKeyPem,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    AWS_ENDPOINT_URL: cloudWatch.url,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    OPENAI_BASE_URL: model.baseUrl,
    LOG_LEVEL: "warn",
    IMPROVEMENT_CYCLE_INTERVAL_HOURS: "0",
    ENABLE_AUTONOMOUS_IMPROVEMENTS: "true",
    ...options.environment,
  };
  const skip = async (): Promise<void> => {
    await Promise.all([ci.settled(), github.webhooks.settled()]);
    await product.skipToNextLook(clock);
    await sleep(100);
  };
  return {
    clock,
    github,
    cloudWatch,
    model,
    repository: name,
    environment,
    mcpApiKey,
    startProduct: () => product.start({ ...environment, SIMULATED_CLOCK: JSON.stringify(clock.settings()) }),
    productUrl: () => product.url,
    letTimePass: isSkipping ? skip : () => sleep(100),
    killProduct: () => product.kill("SIGKILL"),
    stop: async () => {
      await product.kill("SIGTERM");
      await ci.stop();
      await Promise.all([github.stop(), cloudWatch.close(), model.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
