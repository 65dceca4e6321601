import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadConfig, readFlags } from "./config.ts";

const pem = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----";

test("with nothing set there is a configuration with cautious defaults and nothing connected", () => {
  expect(loadConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 8004,
    mcpApiKey: null,
    webhookSecret: null,
    github: { kind: "none" },
    databaseUrl: null,
    model: null,
    settings: { maxConcurrentImprovements: 3, monitoringDurationSeconds: 3600, degradationThreshold: 0.1 },
  });
  expect(readFlags({})).toEqual({
    selfBuilding: true,
    cloudwatchStreaming: true,
    autonomousImprovements: false,
    componentGeneration: true,
    improvementRollback: true,
  });
});

test("every wrong variable is named in one error", () => {
  const wrong = {
    SELF_BUILDING_MCP_PORT: "eighty",
    CLOUDWATCH_METRICS_PERIOD: "90",
    DATABASE_URL: "mysql://x/y",
    ENABLE_SELF_BUILDING: "maybe",
    APP_ID: "12",
    GITHUB_REPOSITORY: "nonsense",
  };
  const names = [...Object.keys(wrong).filter((name) => name !== "APP_ID"), "PRIVATE_KEY"];
  for (const name of names) expect(() => loadConfig(wrong)).toThrow(name);
});

test.each([
  ["ENABLE_SELF_BULDING", "ENABLE_SELF_BUILDING"],
  ["ENABLE_IMPROVEMENTS_ROLLBACK", "ENABLE_IMPROVEMENT_ROLLBACK"],
  ["enable_self_building", "ENABLE_SELF_BUILDING"],
  ["SELF_BUILDING_TENNANT", "SELF_BUILDING_TENANT"],
  ["ENABEL_SELF_BUILDING", "ENABLE_SELF_BUILDING"],
  ["GITHUB_TOKN", "GITHUB_TOKEN"],
  ["GITHUB_API_ULR", "GITHUB_API_URL"],
  ["GITUB_REPOSITORY", "GITHUB_REPOSITORY"],
])("a misspelt switch is an error and not silence: %s", (typed, meant) => {
  expect(() => loadConfig({ [typed]: "false" })).toThrow(
    `${typed}: there is no such variable. Did you mean ${meant}?`,
  );
});

test("GitHub Actions' own variables are no slips of ours", () => {
  const ends = [
    ...[
      "ACTION",
      "ACTIONS",
      "ACTION_PATH",
      "ACTION_REF",
      "ACTION_REPOSITORY",
      "ACTOR",
      "ACTOR_ID",
      "BASE_REF",
      "ENV",
    ],
    ...[
      "EVENT_NAME",
      "EVENT_PATH",
      "GRAPHQL_URL",
      "HEAD_REF",
      "JOB",
      "OUTPUT",
      "PATH",
      "REF",
      "REF_NAME",
      "REF_TYPE",
    ],
    ...[
      "REPOSITORY_ID",
      "REPOSITORY_OWNER",
      "REPOSITORY_OWNER_ID",
      "RETENTION_DAYS",
      "RUN_ID",
      "RUN_NUMBER",
      "SHA",
    ],
    ...[
      "RUN_ATTEMPT",
      "SERVER_URL",
      "STATE",
      "STEP_SUMMARY",
      "TRIGGERING_ACTOR",
      "WORKFLOW",
      "WORKSPACE",
      "USER",
    ],
  ];
  const variables = ends.map((end) => [`GITHUB_${end}`, "https://github.example"]);
  expect(loadConfig(Object.fromEntries(variables)).port).toBe(8004);
});

test("other programs' variables are none of this one's business", () => {
  expect(loadConfig({ ENABLE_TELEMETRY: "1", ENABLE_X: "1", SELF_DESTRUCT: "1" }).port).toBe(8004);
});

test("the app's key comes from the variable, with escaped line ends, or from a file", () => {
  const fromVariable = loadConfig({ APP_ID: "12", PRIVATE_KEY: pem.replaceAll("\n", "\\n") });
  expect(fromVariable.github).toEqual({ kind: "app", appId: "12", privateKey: pem });
  expect(() => loadConfig({ APP_ID: "12", PRIVATE_KEY_PATH: "/nowhere.pem" })).toThrow("PRIVATE_KEY_PATH");
  expect(() => loadConfig({ APP_ID: "12", PRIVATE_KEY: "abc" })).toThrow("is not a PEM key");
  expect(() => loadConfig({ PRIVATE_KEY: pem })).toThrow("APP_ID: is needed");
});

test("a token with a key for sealing is used where there is no app; a token alone is none", () => {
  const withKey = { GITHUB_TOKEN: "t", SELF_BUILDING_SEAL_KEY: "0123456789abcdef" };
  expect(loadConfig(withKey).github).toEqual({ kind: "token", token: "t", sealKey: "0123456789abcdef" });
  expect(loadConfig({ GITHUB_TOKEN: "t" }).github).toEqual({ kind: "none" });
  expect(loadConfig({ ...withKey, APP_ID: "1", PRIVATE_KEY: pem }).github.kind).toBe("app");
});

test("a model needs a key or an address; a local one needs no key", () => {
  expect(loadConfig({ OPENAI_API_KEY: "k" }).model).toEqual({ apiKey: "k", baseUrl: null, name: "gpt-5" });
  expect(loadConfig({ OPENAI_BASE_URL: "http://localhost:1/v1" }).model?.baseUrl).toBe(
    "http://localhost:1/v1",
  );
});

test("an empty variable counts as not set", () => {
  expect(loadConfig({ SELF_BUILDING_MCP_PORT: "", APP_ID: " ", OPENAI_API_KEY: "" }).port).toBe(8004);
});

test("a flag is on only when it is clearly on", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const on = ["true", "1", "yes", "on", "y", "enabled"].includes(value.trim().toLowerCase());
      const empty = value.trim() === "";
      expect(readFlags({ ENABLE_AUTONOMOUS_IMPROVEMENTS: value }).autonomousImprovements).toBe(on);
      expect(readFlags({ ENABLE_SELF_BUILDING: value }).selfBuilding).toBe(on || empty);
    }),
  );
  expect(readFlags({ ENABLE_AUTONOMOUS_IMPROVEMENTS: "true" }).autonomousImprovements).toBe(true);
});

test("the example file names every variable, and is itself a usable configuration", () => {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const source = readFileSync(new URL("./config.ts", import.meta.url), "utf8");
  const known = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1]);
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(known.toSorted());
  const set = [...example.matchAll(/^([A-Z][A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]);
  expect(loadConfig(Object.fromEntries(set)).port).toBe(8004);
});

test.each([
  [{}, "https://api.github.com"],
  [{ GITHUB_SERVER_URL: "https://github.com" }, "https://api.github.com"],
  [{ GITHUB_SERVER_URL: "https://octocorp.ghe.com/" }, "https://api.octocorp.ghe.com"],
  [{ GITHUB_SERVER_URL: "https://github.example.com:8443" }, "https://github.example.com:8443/api/v3"],
  [
    { GITHUB_SERVER_URL: "https://github.example.com", GITHUB_API_URL: "https://api.example.com/v3/" },
    "https://api.example.com/v3",
  ],
])("of %j the API is at %s", (environment, expected) => {
  expect(loadConfig(environment).githubApiUrl).toBe(expected);
});
