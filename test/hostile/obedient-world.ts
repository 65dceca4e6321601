import { pino } from "pino";
import { changeInspector } from "../../src/adapters/inspection/inspector.ts";
import type { Ask } from "../../src/adapters/openai/ask.ts";
import { modelGenerator } from "../../src/adapters/openai/generator.ts";
import { requestComponent } from "../../src/cycle/admit/request-component.ts";
import { advance } from "../../src/cycle/advance.ts";
import { answerCommand } from "../../src/cycle/commands/answer-command.ts";
import { recipeGenerator } from "../../src/domain/draft/recipe-generator.ts";
import { outputJson } from "../../src/domain/messages/output.ts";
import type { Series } from "../../src/domain/shared/series.ts";
import { generateComponent } from "../../src/entry/mcp/tools/generate-component.ts";
import { getSystemStatus } from "../../src/entry/mcp/tools/get-system-status.ts";
import { queryTelemetryInsights } from "../../src/entry/mcp/tools/query-telemetry-insights.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { MemoryWorld, settings } from "../stand-ins/memory-world.ts";
import { cycle } from "../stand-ins/play.ts";
import { toolContext } from "../tool-context.ts";
import { canaryOf, type Sink, type Source, sources } from "./sources-and-sinks.ts";

/** What went out at each sink. */
export type Recorded = Record<Sink, string[]>;

/** What an attacker writes at each source. */
export type Hostile = Readonly<Record<Source, string>>;

const minuteMs = 60_000;
const appPath = "src/checkout/app.js";

/** One improvement at a time changes a service, so what recipes do and what a model does are two worlds. */
export const stories = ["recipes", "model"] as const;
type Story = (typeof stories)[number];

function policyOf(hostile: Hostile, story: Story): string {
  return JSON.stringify({
    version: 1,
    services: [
      {
        name: hostile.service_name,
        functionName: "checkout",
        resource: "Checkout",
        source: "src/checkout",
        metrics: [
          { namespace: "Shop", name: hostile.metric_name, statistic: "Sum", direction: "lower_is_better" },
        ],
      },
    ],
    recipes: story === "recipes" ? ["lambda-memory"] : [],
    model: { enabled: story === "model" },
    minImpactScore: 0,
    merge: { auto: true, requiredChecks: ["ci"] },
    revert: { auto: true },
    watch: { baselineHours: 24, durationSeconds: 1800 },
  });
}

/** An error that comes back every hour, with a trace into the service's code. */
function errorLines(hostile: Hostile, fromMs: number) {
  const trace = [
    `ERROR TypeError: ${hostile.log_line}`,
    `    at shippingLabel (/var/task/${appPath}:1:7)`,
    `    at ${oneWord(hostile.stack_frame)} (/var/task/src/checkout/${oneWord(hostile.stack_frame)}:2:3)`,
  ].join("\n");
  return Array.from({ length: 24 }, (_, hour) => ({ atMs: fromMs + hour * 3_600_000, message: trace }));
}

function oneWord(text: string): string {
  return text.replaceAll(/\s/g, "_");
}

/** A model that does whatever it reads: it repeats every hostile text of its prompt in each place of its answer. */
function obedientModel(hostile: Hostile, obeyed: Set<Source>): Ask {
  return async ({ body }) => {
    const prompt = JSON.stringify(body);
    const read = sources.filter((source) => prompt.includes(canaryOf(source)));
    for (const source of read) obeyed.add(source);
    const text = [...read, "model_answer" as const].map((source) => hostile[source]).join("\n");
    const edit = { kind: "create", path: `src/checkout/notes-${text.length}.txt`, content: text };
    const answer = { edits: [edit], summary: text, rationale: text, prediction: null };
    return { kind: "reply", reply: { kind: "text", text: JSON.stringify(answer) } };
  };
}

/** The world of an attacker who writes at every source, with a model that obeys, played from evidence to revert. */
export async function playHostile(hostile: Hostile, story: Story): Promise<Played> {
  const world = new MemoryWorld({ policy: policyOf(hostile, story) });
  world.slowdown = 1.8;
  world.forge.push("main", appPath, `// ${hostile.file_content}\nmodule.exports = 1;\n`);
  const template = world.forge.commitAt(world.forge.tip("main")).files["template.yaml"] ?? "";
  world.forge.push(
    "main",
    "template.yaml",
    `# ${hostile.template_comment.replaceAll(/[^ -~]/g, " ")}\n${template}`,
  );
  const recorded: Recorded = {
    path: [],
    diff: [],
    title: [],
    body: [],
    commit: [],
    comment: [],
    log: [],
    merge: [],
    command: [],
    query: [],
    page: [],
  };
  const obeyed = new Set<Source>();
  const ports = portsOf(world, hostile, recorded, obeyed);
  await cycle(world, { kind: "person", login: hostile.login, issueNumber: 7 }, ports, {
    hint: hostile.issue_text,
  });
  await playOn(world, ports, hostile, story === "recipes" ? 12 : 3);
  if (story === "model") {
    await askForComponent(world, ports, hostile, recorded);
    await cycle(world, { kind: "person", login: hostile.login, issueNumber: 8 }, ports);
    await playOn(world, ports, hostile, 3);
  }
  await talk(world, ports, hostile, recorded);
  recorded.log.push(...world.store.entries.map((entry) => outputJson(JSON.stringify(entry))));
  const merged = world.forge.merges.map(({ number }) =>
    world.forge.pulls.find((pull) => pull.number === number),
  );
  recorded.merge.push(...merged.map((pull) => pull?.branch ?? ""));
  return { recorded, obeyed, pulls: world.forge.pulls.length };
}

/** One for all stories: its threads take a while to load. */
const inspector = changeInspector();

/** What came of it; `obeyed`: what the model has read, and done. */
export interface Played {
  readonly recorded: Recorded;
  readonly obeyed: ReadonlySet<Source>;
  readonly pulls: number;
}

function portsOf(world: MemoryWorld, hostile: Hostile, recorded: Recorded, obeyed: Set<Source>): Ports {
  const ports = world.ports();
  const log = pino({}, { write: (line: string) => void recorded.log.push(outputJson(line)) });
  const model = modelGenerator({ apiKey: "k", model: "m", log, ask: obedientModel(hostile, obeyed) });
  const sees = (sink: Sink, ...texts: readonly (string | null)[]) =>
    recorded[sink].push(...texts.map(String));
  const forge = new Proxy(world.forge, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...given: unknown[]) => {
        for (const [sink, texts] of Object.entries(textsOf(String(name), given)))
          sees(sink as Sink, ...texts);
        return Reflect.apply(member, target, given);
      };
    },
  });
  return {
    ...ports,
    forge,
    inspector,
    generator: {
      handles: (kind) => recipeGenerator.handles(kind) || model.handles(kind),
      propose: (task) =>
        recipeGenerator.handles(task.opportunity.remedy.kind)
          ? recipeGenerator.propose(task)
          : model.propose(task),
    },
    telemetry: {
      ...ports.telemetry,
      readSeries: async (request) => {
        sees("query", ...request.metrics.map((metric) => JSON.stringify(metric)));
        const read = await ports.telemetry.readSeries(request);
        return read.map((series) => (series.metric.namespace === "Shop" ? shifted(series) : series));
      },
      readLogs: (request) => {
        sees("query", request.logGroup, request.filter ?? "");
        if (request.filter?.includes("ERROR") !== true) return ports.telemetry.readLogs(request);
        const lines = errorLines(hostile, request.fromMs);
        return Promise.resolve({ ...request, lines, complete: true });
      },
    },
  };
}

/** A metric of the attacker's own choosing that stands out. */
function shifted(series: Series): Series {
  const points = series.points.map(({ atMs, value }, index) => {
    const level = atMs > series.toMs - 6 * 3_600_000 ? 90 : 30;
    return { atMs, value: value + level + (index % 3) };
  });
  return { ...series, points };
}

/** The texts of a write to the forge, each at its sink; the types are the port's. */
function textsOf(name: string, given: readonly unknown[]): Partial<Record<Sink, readonly (string | null)[]>> {
  const one = <T>(index: number): T => given[index] as T;
  switch (name) {
    case "commit": {
      const { files, message } = one<Parameters<Ports["forge"]["commit"]>[0]>(0);
      const paths = files.map(({ path }) => path);
      return { path: paths, diff: files.map(({ content }) => content), commit: [message] };
    }
    case "openPull": {
      const { title, body } = one<Parameters<Ports["forge"]["openPull"]>[0]>(0);
      return { title: [title], body: [body] };
    }
    case "merge": {
      const { title, message } = one<Parameters<Ports["forge"]["merge"]>[1]>(1);
      return { commit: [`${title}\n\n${message}`] };
    }
    case "publishCheck": {
      const { title, summary } = one<Parameters<Ports["forge"]["publishCheck"]>[1]>(1);
      return { comment: [title, summary] };
    }
    case "comment":
      return { comment: [one<string>(3)] };
    case "openIssue":
      return { comment: [one<string>(2), one<string>(3)] };
    default:
      return {};
  }
}

async function playOn(world: MemoryWorld, ports: Ports, hostile: Hostile, hours: number): Promise<void> {
  const endMs = world.nowMs + hours * 60 * minuteMs;
  while (world.nowMs < endMs) {
    const rows = [...world.store.rows.values()];
    const dueMs = Math.min(...rows.map((row) => row.wakeAtMs ?? endMs), endMs);
    world.nowMs = world.forge.nowMs = Math.max(world.nowMs + minuteMs, dueMs);
    for (const pull of world.forge.pulls.filter(({ state }) => state === "open")) {
      world.forge.reportCheck(pull.number, "success");
      const sha = world.forge.tip(pull.branch);
      const failed = { name: hostile.ci_log, app: "ci", status: "completed", conclusion: "failure" } as const;
      world.forge.checks.set(sha, [...(world.forge.checks.get(sha) ?? []), failed]);
      pull.title = hostile.pull_title;
    }
    for (const row of rows) {
      if (row.wakeAtMs !== null && row.wakeAtMs <= world.nowMs)
        await advance(row.id, ports, world.settings, world.nowMs);
    }
  }
}

async function askForComponent(
  world: MemoryWorld,
  ports: Ports,
  hostile: Hostile,
  recorded: Recorded,
): Promise<void> {
  const text = hostile.mcp_argument;
  const requirements = {
    name: text.slice(0, 100),
    description: text.slice(0, 4000),
    capabilities: [text.slice(0, 200)],
  };
  const context = { ...toolContext(world), ports };
  const answer = await generateComponent.call({ component_type: "service", requirements }, context);
  recorded.page.push(JSON.stringify(answer));
  const wakeUp = world.wakeUps.findLast((one) => one.kind === "component");
  if (wakeUp?.kind === "component") await requestComponent(wakeUp, ports, settings, world.nowMs);
}

/** People and agents ask what there is. */
async function talk(world: MemoryWorld, ports: Ports, hostile: Hostile, recorded: Recorded): Promise<void> {
  const context = { ...toolContext(world), ports };
  for (const tool of [getSystemStatus, queryTelemetryInsights]) {
    recorded.page.push(JSON.stringify(await tool.call({}, context)));
  }
  const comment = {
    kind: "command",
    repository: world.forge.ref,
    issueNumber: 9,
    hint: hostile.issue_text,
  } as const;
  const bodies = [
    "/improve",
    `/improve status\n${hostile.comment_text}`,
    `/improve ${hostile.comment_text}`,
    hostile.comment_text,
  ];
  for (const [index, body] of bodies.entries()) {
    const said = { ...comment, commentId: 100 + index, login: "ada", body };
    await answerCommand(said, ports, settings, world.nowMs);
  }
  const commands = world.store.entries.filter(({ action }) => action === "command");
  recorded.command.push(...commands.map(({ reasons }) => reasons.map(({ text }) => text).join(" ")));
}
