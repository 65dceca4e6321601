import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const root = new URL("..", import.meta.url).pathname;
const permissionsSchema = z.record(z.string(), z.enum(["read", "write", "none"]));
const stepSchema = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  permissions: permissionsSchema.optional(),
  secrets: z.record(z.string(), z.string()).optional(),
  steps: z.array(stepSchema).optional(),
});
const workflowSchema = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: permissionsSchema,
  jobs: z.record(z.string(), jobSchema),
});
type Workflow = z.infer<typeof workflowSchema>;

async function workflowAt(path: string): Promise<Workflow> {
  return workflowSchema.parse(parse(await readFile(`${root}${path}`, "utf8")));
}

/** The workflow of a repository that calls the agent's, as the documentation has it. */
async function documentedCaller(): Promise<Workflow> {
  const text = await readFile(`${root}docs/deployment.md`, "utf8");
  const [, yaml = ""] = /```yaml\n(name: Self-building\n.*?)```/s.exec(text) ?? [];
  return workflowSchema.parse(parse(yaml));
}

const jobsOf = ({ jobs }: Workflow) => Object.values(jobs);
const usesIn = (workflow: Workflow) =>
  jobsOf(workflow)
    .flatMap((job) => [job.uses, ...(job.steps ?? []).map((step) => step.uses)])
    .filter((uses) => uses !== undefined);
const folder = ".github/workflows/";
const names = await readdir(`${root}${folder}`);
const called = await workflowAt(`${folder}improvement-cycle.yml`);
const caller = await documentedCaller();

describe.each(names)("the workflow %s", (name) => {
  it("pins everything of others to a full commit", async () => {
    const foreign = usesIn(await workflowAt(`${folder}${name}`)).filter((uses) => !uses.startsWith("./"));
    expect(foreign.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  it("leaves no token in the checkout, and lets no job have more than it names", async () => {
    const workflow = await workflowAt(`${folder}${name}`);
    const checkouts = jobsOf(workflow)
      .flatMap(({ steps }) => steps ?? [])
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
    expect(Object.values(workflow.permissions).filter((level) => level === "write")).toEqual([]);
  });

  it("puts no expression into a script, where it would be run", async () => {
    const scripts = jobsOf(await workflowAt(`${folder}${name}`)).flatMap(({ steps }) => steps ?? []);
    expect(scripts.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });
});

describe("the cycle on GitHub Actions", () => {
  const steps = called.jobs.cycle?.steps ?? [];

  it("runs the code of the commit that was called, of the repository that was called", () => {
    const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkout?.with).toMatchObject({
      repository: expect.stringMatching(/^\$\{\{ job\.workflow_repository \}\}$/),
      ref: expect.stringMatching(/^\$\{\{ job\.workflow_sha \}\}$/),
    });
    // Before that, an empty one has ended the run.
    expect(steps.slice(0, steps.indexOf(checkout ?? {})).map(({ run }) => run)).toEqual([
      expect.stringMatching(/-z "\$REPOSITORY".*-z "\$COMMIT".*exit 1/s),
    ]);
  });

  it("is green without work only for what was switched off", () => {
    const script = steps.at(-1)?.run ?? "";
    expect([...script.matchAll(/-eq (\d+)/g)].map(([, code]) => code)).toEqual(["3"]);
    expect(script).toMatch(/exit "\$status"\s*$/);
  });

  it("is started by its callers alone", () => {
    expect(Object.keys(called.on)).toEqual(["workflow_call"]);
  });
});

describe("the documented caller", () => {
  const [job] = jobsOf(caller);

  it("says when it runs", () => {
    expect(Object.keys(caller.on)).toEqual(["schedule", "workflow_dispatch"]);
  });

  it("grants what the called job needs, and no more", () => {
    expect(job?.permissions).toEqual(called.jobs.cycle?.permissions);
  });

  it("names the called workflow at a full commit", () => {
    expect(job?.uses).toMatch(/\/\.github\/workflows\/improvement-cycle\.yml@[0-9a-f]{40}$/);
  });

  it("hands on secrets by name, and only such as are taken", () => {
    const { secrets } = z
      .object({ secrets: z.record(z.string(), z.unknown()) })
      .parse(called.on.workflow_call);
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(Object.keys(job?.secrets ?? {})));
    expect(job?.secrets).toHaveProperty("SELF_BUILDING_APP_ID");
  });

  it("looks at a day once a day, and each hour at nothing new", () => {
    const [hourly, daily] = z.array(z.object({ cron: z.string() })).parse(caller.on.schedule);
    expect(hourly?.cron).toMatch(/^\d+ \* \* \* \*$/);
    expect(daily?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(job).toMatchObject({ with: { look: expect.stringContaining(`'${daily?.cron}'`) } });
  });
});
