import { describe, expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryWorld, settings, templateText } from "../../../test/stand-ins/memory-world.ts";
import type { Change } from "../../domain/change/change.ts";
import { reason } from "../../domain/shared/reason.ts";
import { readMarker } from "../reading/read-marker.ts";
import { guardedPorts } from "../step/guarded-forge.ts";
import { type Pushed, push } from "./push.ts";

const change: Change = {
  edits: [
    { kind: "replace", path: "template.yaml", oldText: "MemorySize: 1024", newText: "MemorySize: 512" },
  ],
  summary: "Lower the memory",
  rationale: "Most of it is unused.",
  prediction: null,
  influencedByUntrusted: false,
  generator: { kind: "recipe", name: "lambda-memory" },
};

function pushIn(world: MemoryWorld, refreshes = 0, improvement = foundImprovement()): Promise<Pushed> {
  const ports = guardedPorts(world.ports(), "improvement");
  return push(improvement, change, { refreshes, isNew: true }, ports, settings, world.nowMs);
}

function opened(pushed: Pushed) {
  if (pushed.kind !== "pushed") throw new Error(`It is ${pushed.kind}.`);
  return pushed.pull;
}

describe("pushing", () => {
  it("puts the change on what is on the default branch now, in a pull request with the app's label", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", "template.yaml", `${templateText}# later\n`);
    const base = world.forge.tip("main");
    world.nowMs += 5000;
    const pull = opened(await pushIn(world));
    expect(pull).toEqual({
      number: 1,
      branch: "self-building/000000000000000f",
      baseSha: base,
      headSha: world.forge.tip(pull.branch),
      openedAtMs: world.nowMs,
      refreshes: 0,
      lastDecision: null,
    });
    expect(world.forge.commitAt(pull.headSha)).toMatchObject({
      parents: [base],
      files: { "template.yaml": `${templateText.replace("1024", "512")}# later\n` },
      message: "Lower the memory\n\nMost of it is unused.\n\nProposed by lambda-memory.",
    });
    expect(world.forge.pulls).toMatchObject([{ labels: ["self-building"], title: "Lower the memory" }]);
  });

  it("hides in the body all that the row would be made from again", async () => {
    const world = new MemoryWorld();
    const { tenant, opportunity, trigger, correlationId, createdAtMs } = foundImprovement();
    const pull = opened(await pushIn(world, 3));
    const own = await world.forge.ownPull(world.forge.ref, 1);
    expect(own && readMarker(own, world.ports())).toEqual({
      ...{ fingerprint: opportunity.fingerprint, tenant, repository: "acme/shop", opportunity, change },
      ...{ trigger, correlationId, createdAtMs, refreshes: 3 },
      ...{ branch: pull.branch, baseSha: pull.baseSha, headSha: pull.headSha },
    });
  });

  it("shows how the metric looked that decides, and how the watch would have done", async () => {
    const world = new MemoryWorld();
    const asked: number[] = [];
    const { telemetry, ...ports } = guardedPorts(world.ports(), "improvement");
    const readSeries: typeof telemetry.readSeries = async (request) => {
      asked.push(request.toMs);
      const all = await telemetry.readSeries(request);
      return all.map((one) => ({
        ...one,
        points: one.points.map((point) => ({
          ...point,
          value: one.metric.name === "Duration" ? point.value : 0,
        })),
      }));
    };
    const watched = { ...ports, telemetry: { ...telemetry, readSeries } };
    world.nowMs += 90_000;
    await push(foundImprovement(), change, { refreshes: 0, isNew: true }, watched, settings, world.nowMs);
    expect(asked).toEqual([world.nowMs - 90_000]);
    const [pull] = world.forge.pulls;
    expect(pull?.body).toContain("checkout: Duration");
    expect(pull?.body).toMatch(/Replayed on \d+ moments of the past/);
  });

  it("is never done with what the inspector objects to, and it is shown all of it", async () => {
    const world = new MemoryWorld();
    world.inspect = async (files, texts) => {
      expect(files).toMatchObject([{ path: "template.yaml", content: templateText.replace("1024", "512") }]);
      expect(texts).toEqual(expect.arrayContaining([change.summary, change.rationale, "96 MB"]));
      return [reason("secret_found", "A key.")];
    };
    expect(await pushIn(world)).toMatchObject({ kind: "never", reasons: [{ code: "secret_found" }] });
    expect([world.forge.pulls, [...world.forge.branches.keys()]]).toEqual([[], ["main"]]);
  });

  it("changes nothing when it is done again on the same base", async () => {
    const world = new MemoryWorld();
    const first = await pushIn(world);
    expect(await pushIn(world)).toEqual(first);
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("waits while the repository cannot be worked on", async () => {
    const world = new MemoryWorld();
    world.forge.state = { archived: true };
    expect(await pushIn(world)).toMatchObject({
      kind: "not_now",
      reasons: [{ code: "repository_archived" }],
    });
  });

  it("says once that people's edits of the text stay", async () => {
    const world = new MemoryWorld();
    const { openPull } = world.forge;
    world.forge.openPull = async (request) => ({
      ...(await openPull.call(world.forge, request)),
      hasPeoplesText: true,
    });
    for (const refreshes of [0, 1]) opened(await pushIn(world, refreshes));
    expect([...world.forge.comments]).toEqual([
      ["1:text-stays", expect.stringContaining("leaves it as it is")],
    ]);
  });
});
