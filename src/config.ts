import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { fractionSchema } from "./domain/shared/fraction.ts";
import { nearest } from "./domain/shared/nearest.ts";
import { parseFullName, type RepositoryRef } from "./domain/shared/repository.ts";
import type { Flags, Settings } from "./domain/shared/settings.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How the product signs in at GitHub; `none` runs everything that needs no GitHub. */
export type GitHubLogin =
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string }
  | {
      readonly kind: "token";
      readonly token: string;
      /** Seals the markers in pull requests; an app's key does that itself. */
      readonly sealKey: string;
    }
  | { readonly kind: "none" };

/** Everything that the operator configured. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly mcpApiKey: string | null;
  readonly webhookSecret: string | null;
  readonly github: GitHubLogin;
  readonly githubApiUrl: string;
  /** The repository of a GitHub Actions run. */
  readonly actionsRepository: RepositoryRef | null;
  readonly dataFolder: string;
  /** How long git's server may send nothing while a repository is cloned or fetched, in seconds. */
  readonly gitSilenceSeconds: number;
  readonly databaseUrl: string | null;
  readonly awsRegion: string;
  readonly awsEndpointUrl: string | null;
  readonly cloudwatchNamespace: string;
  /** null: the product works with recipes alone. */
  readonly model: { readonly apiKey: string; readonly baseUrl: string | null; readonly name: string } | null;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly settings: Settings;
}

const flagSchema = z.stringbool();
const text = z.string().optional();
const number = (schema: z.ZodNumber, fallback: number) => z.coerce.number().pipe(schema).default(fallback);
const flag = (fallback: boolean) => flagSchema.default(fallback);

const environmentSchema = z.object({
  SELF_BUILDING_MCP_PORT: number(z.int().min(0).max(65_535), 8004),
  SELF_BUILDING_MCP_API_KEY: text,
  HOST: z.string().default("127.0.0.1"),
  SELF_BUILDING_DATA_DIR: z.string().default(".self-building"),
  SELF_BUILDING_GIT_SILENCE_SECONDS: number(z.int().min(10).max(7200), 600),
  SELF_BUILDING_TENANT: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - or _")
    .default("default"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must start with postgres://" }).optional(),
  APP_ID: z.string().regex(/^\d+$/, "must be the app's number").optional(),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: text,
  WEBHOOK_SECRET: text,
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  GITHUB_SERVER_URL: z.url({ protocol: /^https?$/ }).default("https://github.com"),
  GITHUB_TOKEN: text,
  SELF_BUILDING_SEAL_KEY: z.string().min(16, "must have at least 16 characters").optional(),
  GITHUB_REPOSITORY: text,
  AWS_REGION: z.string().default("us-east-1"),
  AWS_ENDPOINT_URL: z.url({ protocol: /^https?$/ }).optional(),
  CLOUDWATCH_NAMESPACE: z.string().default("SelfBuilding"),
  CLOUDWATCH_METRICS_PERIOD: number(
    z.int().min(60).max(86_400).multipleOf(60, "must be a multiple of 60 seconds"),
    300,
  ),
  IMPROVEMENT_CYCLE_INTERVAL_HOURS: number(z.number().min(0).max(720), 24),
  MAX_CONCURRENT_IMPROVEMENTS: number(z.int().min(0).max(50), 3),
  MONITORING_DURATION_SECONDS: number(z.int().min(60).max(1_209_600), 3600),
  ROLLBACK_DEGRADATION_THRESHOLD: number(fractionSchema, 0.1),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().default("gpt-5"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  ENABLE_SELF_BUILDING: flag(true),
  ENABLE_CLOUDWATCH_STREAMING: flag(true),
  ENABLE_AUTONOMOUS_IMPROVEMENTS: flag(false),
  ENABLE_COMPONENT_GENERATION: flag(true),
  ENABLE_IMPROVEMENT_ROLLBACK: flag(true),
});
type Values = z.infer<typeof environmentSchema>;

/** The process's environment; a file `.env` in the working directory adds what is not set. */
export function readEnvironment(): Environment {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return process.env;
}

/**
 * Reads the configuration. An empty variable counts as not set; what is optional and missing is null.
 *
 * @throws Error that names every variable that is wrong, and how
 */
export function loadConfig(environment: Environment): Config {
  const parsed = environmentSchema.safeParse(withoutEmpty(environment));
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  problems.push(...misspelt(environment));
  const values = parsed.data;
  const github = readLogin(withoutEmpty(environment), problems);
  const actionsRepository = readRepository(environment.GITHUB_REPOSITORY, problems);
  if (!values || problems.length > 0) {
    throw new Error(`The configuration is not usable. Correct these variables:\n  ${problems.join("\n  ")}`);
  }
  return {
    host: values.HOST,
    port: values.SELF_BUILDING_MCP_PORT,
    mcpApiKey: values.SELF_BUILDING_MCP_API_KEY ?? null,
    webhookSecret: values.WEBHOOK_SECRET ?? null,
    github,
    githubApiUrl: (values.GITHUB_API_URL ?? apiUrlOf(values.GITHUB_SERVER_URL)).replace(/\/+$/, ""),
    actionsRepository,
    dataFolder: values.SELF_BUILDING_DATA_DIR,
    gitSilenceSeconds: values.SELF_BUILDING_GIT_SILENCE_SECONDS,
    databaseUrl: values.DATABASE_URL ?? null,
    awsRegion: values.AWS_REGION,
    awsEndpointUrl: values.AWS_ENDPOINT_URL ?? null,
    cloudwatchNamespace: values.CLOUDWATCH_NAMESPACE,
    model: readModel(values),
    logLevel: values.LOG_LEVEL,
    settings: readSettings(values),
  };
}

/** Reads the feature flags as they are now. What is neither clearly on nor off counts as off. */
export function readFlags(environment: Environment): Flags {
  const isOn = (name: keyof Values, fallback: boolean): boolean => {
    const value = environment[name]?.trim();
    if (!value) return fallback;
    const parsed = flagSchema.safeParse(value);
    return parsed.success && parsed.data;
  };
  return {
    selfBuilding: isOn("ENABLE_SELF_BUILDING", true),
    cloudwatchStreaming: isOn("ENABLE_CLOUDWATCH_STREAMING", true),
    autonomousImprovements: isOn("ENABLE_AUTONOMOUS_IMPROVEMENTS", false),
    componentGeneration: isOn("ENABLE_COMPONENT_GENERATION", true),
    improvementRollback: isOn("ENABLE_IMPROVEMENT_ROLLBACK", true),
  };
}

/** Where the API of a GitHub is: a host of its own on github.com and GHE.com, a path on an Enterprise Server. */
function apiUrlOf(serverUrl: string): string {
  const url = new URL(serverUrl);
  const hasHost = url.hostname === "github.com" || url.hostname.endsWith(".ghe.com");
  return hasHost ? `${url.protocol}//api.${url.host}` : `${url.origin}/api/v3`;
}

/** A misspelt switch would silently leave what it was meant to stop. */
function misspelt(environment: Environment): string[] {
  const known = Object.keys(environmentSchema.shape);
  return Object.keys(environment)
    .filter((name) => !known.includes(name) && !actionsOwn.has(name))
    .flatMap((name) => {
      const meant = meantBy(name.toUpperCase(), known);
      return meant === null ? [] : [`${name}: there is no such variable. Did you mean ${meant}?`];
    });
}

/** Of GitHub Actions' own variables the one that looks like one of ours. */
const actionsOwn: ReadonlySet<string> = new Set(["GITHUB_REPOSITORY_ID"]);

/** Other programs have variables, too: only what begins like ours, or ends exactly so, is taken for a slip. */
function meantBy(name: string, known: readonly string[]): string | null {
  if (/^(ENABLE|SELF_BUILDING)_/.test(name)) return nearest(name, known);
  const [prefix, end] = splitFirst(name);
  const sharing = (part: number, of: string) =>
    known.filter((one) => /^(ENABLE|SELF|GITHUB)_/.test(one) && splitFirst(one)[part] === of);
  const endings = prefix === "GITHUB" ? sharing(0, prefix).map((one) => splitFirst(one)[1]) : [];
  const ending = nearest(end, endings);
  if (ending !== null) return `${prefix}_${ending}`;
  const prefixes = sharing(1, end).map((one) => splitFirst(one)[0]);
  const meant = nearest(prefix, prefixes);
  return meant === null ? null : `${meant}_${end}`;
}

function splitFirst(name: string): [prefix: string, ending: string] {
  const [prefix = "", ...rest] = name.split("_");
  return [prefix, rest.join("_")];
}

function withoutEmpty(environment: Environment): Environment {
  const set = Object.entries(environment).map(([name, value]) => [name, value?.trim()] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined && value !== ""));
}

function readLogin(environment: Environment, problems: string[]): GitHubLogin {
  const appId = environment.APP_ID;
  const privateKey = readPrivateKey(environment, problems);
  if (appId && privateKey) return { kind: "app", appId, privateKey };
  if (appId && !environment.PRIVATE_KEY_PATH) {
    problems.push("PRIVATE_KEY: is needed with APP_ID; or set PRIVATE_KEY_PATH to the key's file");
  }
  if (privateKey && !appId) problems.push("APP_ID: is needed with PRIVATE_KEY");
  // A token alone is no login: many machines have one lying around that was meant for other tools.
  const { GITHUB_TOKEN: token, SELF_BUILDING_SEAL_KEY: sealKey } = environment;
  return token && sealKey ? { kind: "token", token, sealKey } : { kind: "none" };
}

function readPrivateKey(environment: Environment, problems: string[]): string | null {
  const key = environment.PRIVATE_KEY?.replaceAll("\\n", "\n") ?? readKeyFile(environment, problems);
  if (key && !key.includes("PRIVATE KEY-----")) {
    problems.push("PRIVATE_KEY: is not a PEM key; copy the whole .pem file that GitHub gave you");
    return null;
  }
  return key;
}

function readKeyFile({ PRIVATE_KEY_PATH: path }: Environment, problems: string[]): string | null {
  if (!path) return null;
  try {
    return readFileSync(path, "utf8");
  } catch {
    problems.push(`PRIVATE_KEY_PATH: ${path} cannot be read`);
    return null;
  }
}

function readRepository(name: string | undefined, problems: string[]): RepositoryRef | null {
  if (!name?.trim()) return null;
  try {
    return parseFullName(name.trim());
  } catch {
    problems.push("GITHUB_REPOSITORY: must be owner/name");
    return null;
  }
}

function readModel(values: Values): Config["model"] {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name } = values;
  if (!apiKey && !baseUrl) return null;
  // Local servers take any key, but the client wants one.
  return { apiKey: apiKey ?? "none", baseUrl: baseUrl ?? null, name };
}

function readSettings(values: Values): Settings {
  return {
    tenant: values.SELF_BUILDING_TENANT,
    metricsPeriodSeconds: values.CLOUDWATCH_METRICS_PERIOD,
    analysisWindowHours: 24,
    cycleIntervalHours: values.IMPROVEMENT_CYCLE_INTERVAL_HOURS,
    maxConcurrentImprovements: values.MAX_CONCURRENT_IMPROVEMENTS,
    monitoringDurationSeconds: values.MONITORING_DURATION_SECONDS,
    degradationThreshold: values.ROLLBACK_DEGRADATION_THRESHOLD,
    pollSeconds: 300,
  };
}
