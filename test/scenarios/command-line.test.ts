import { spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { createCheckRun } from "@self-building-agent/local-github/actions/checks.ts";
import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { type LocalWorld, startLocalWorld } from "../../demo/local-world.ts";
import { appPulls } from "../../demo/observer.ts";
import { copiedDatabaseFolder, removeFolder } from "../database.ts";
import { type Ended, runCommand, runShell, startProduct } from "./product-process.ts";

const slowMachineMs = 600_000;

/** The environment of a job on GitHub Actions: a token, a repository, and nothing that lasts. */
function actionsEnvironment(world: LocalWorld): Readonly<Record<string, string>> {
  const { APP_ID: _id, PRIVATE_KEY: _key, WEBHOOK_SECRET: _secret, ...environment } = world.environment;
  return {
    ...environment,
    GITHUB_REPOSITORY: world.repository,
    GITHUB_TOKEN: world.github.issueActionsToken(world.repository),
    SELF_BUILDING_SEAL_KEY: "a key that only tests have",
  };
}

test.concurrent(
  "on GitHub Actions each run starts with an empty database, opens nothing twice and goes on with what is open",
  async () => {
    const world = await startLocalWorld({ speed: 1, seed: 1, startMs: Date.now() });
    const { github } = world;
    const target = github.people.repository(world.repository);
    const environment = actionsEnvironment(world);
    const cycle = async (...args: string[]): Promise<Ended> => {
      const folder = await copiedDatabaseFolder();
      const surroundings = { folder, environment: { ...environment, SELF_BUILDING_DATA_DIR: folder } };
      const ended = await runCommand(["cycle", "--window-hours", "2", ...args], surroundings);
      await removeFolder(folder);
      return ended;
    };
    const writes = (): number =>
      [...github.requestCounts]
        .filter(([route]) => !/^GET |^POST \/graphql$/.test(route))
        .reduce((sum, [, times]) => sum + times, 0);
    try {
      await requireReview(world);
      const dry = await cycle("--dry-run");
      expect(dry).toMatchObject({ exitCode: 0, output: expect.stringContaining("would be opened") });
      expect(writes()).toBe(0);
      expect(appPulls(world)).toEqual([]);

      const first = await cycle();
      expect(first, first.errors).toMatchObject({ exitCode: 0, output: expect.stringContaining("admitted") });
      const [pull] = appPulls(world);
      expect(pull).toMatchObject({ state: "open", user: { login: "github-actions[bot]" } });
      createCheckRun(github.world, target, github.world.otherApp("review"), pull?.pull.headSha ?? "", {
        name: "reviewed",
        conclusion: "success",
      });

      const second = await cycle();
      expect(second, second.errors).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining("It is on its way"),
      });
      expect(appPulls(world)).toMatchObject([{ number: pull?.number, pull: { merged: {} } }]);
      expect(github.invalidRequests).toEqual([]);
      expect(github.unknownRoutes).toEqual([]);
    } finally {
      await world.stop();
    }
  },
  slowMachineMs,
);

/** One at a time, and a check that only the test reports, so that no run merges what it has just opened. */
async function requireReview({ github, repository }: LocalWorld): Promise<void> {
  const { git } = github.people.repository(repository);
  const path = ".github/self-building.yml";
  const policy = (await filesAt(git, (await git.ref("refs/heads/main")) ?? "")).get(path) ?? "";
  const limits = "limits:\n  maxOpenPullRequests: 1\n";
  const files = { [path]: `${policy.replace("[ci]", "[ci, reviewed]")}${limits}` };
  await github.people.pushCommit(repository, "main", files, "ada");
}

const toolAnswer = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.literal(1),
  result: z.object({ structuredContent: z.record(z.string(), z.unknown()) }),
});

const post = `curl -sS -X POST http://localhost:8004/mcp -H "Authorization: Bearer \${SELF_BUILDING_MCP_API_KEY}"`;
const documented = [
  `${post} -H "Content-Type: application/json" -d '{
    "jsonrpc": "2.0",
    "method": "tools/call",
    "params": {
      "name": "trigger_improvement_cycle",
      "arguments": {
        "analysis_window_hours": 1,
        "max_improvements": 1
      }
    },
    "id": 1
  }'`,
  `${post} -d '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"get_system_status"},"id":1}'`,
  `${post} -d '{
    "jsonrpc":"2.0",
    "method":"tools/call",
    "params":{
      "name":"query_telemetry_insights",
      "arguments":{"time_range_hours":6}
    },
    "id":1
  }'`,
  `${post} -d '{
    "jsonrpc":"2.0",
    "method":"tools/call",
    "params":{
      "name":"generate_component",
      "arguments":{
        "component_type":"service",
        "requirements":{
          "name":"example_service",
          "description":"Example service",
          "capabilities":["example_capability"]
        }
      }
    },
    "id":1
  }'`,
];

// `npm test` asks for nothing but Node.js and git; .ci/run brings curl, so that this is never skipped there.
test("the documented curl commands are answered with nothing configured but the key", {
  concurrent: true,
  skip: spawnSync("curl", ["--version"]).status !== 0,
  timeout: slowMachineMs,
}, async () => {
  const folder = await copiedDatabaseFolder();
  await cp(join(folder, "database"), join(folder, ".self-building/database"), { recursive: true });
  const key = { SELF_BUILDING_MCP_API_KEY: "k" };
  const product = await startProduct({ folder, environment: { ...key, SELF_BUILDING_MCP_PORT: "0" } });
  const run = (command: string): Promise<string> =>
    runShell(command.replace("http://localhost:8004", product.url), { folder, environment: key });
  try {
    expect(JSON.parse(await run("curl -sS http://localhost:8004/health"))).toMatchObject({ status: "ok" });
    for (const command of documented) {
      expect(toolAnswer.safeParse(JSON.parse(await run(command))).error).toBeUndefined();
    }
    const unsigned = post.replace(/-H .*$/, "-o /dev/null -w '%{http_code}' -d '{}'");
    expect(await run(unsigned)).toBe("401");
  } finally {
    await product.stop();
    await removeFolder(folder);
  }
});
