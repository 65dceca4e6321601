import { openPull } from "@self-building-agent/local-github/actions/pulls.ts";
import { moveRef } from "@self-building-agent/local-github/actions/references.ts";
import type { Repository } from "@self-building-agent/local-github/entities.ts";
import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import { sweep } from "../../src/cycle/sweep.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { improvementBranch } from "../../src/domain/shared/names.ts";
import { foundImprovement, regressedImprovement } from "../../test/improvement.ts";
import { type LocalLoop, startLocalLoop } from "../loop/local-loop.ts";

const repositories = 10;
const pullsEach = 100;
const dayMs = 86_400_000;

/**
 * Requests to GitHub of one sweep over 1,000 improvements whose pull requests are open in ten repositories, all of
 * them due, and none of them changed since the product last looked; people have been told what each waits for.
 * @throws Error when the sweep leaves a row due, so that the count would say nothing
 */
export async function countSweep(): Promise<number> {
  const loop = await startLocalLoop({ ci: false });
  try {
    for (let index = 0; index < repositories; index++) await fill(loop, `service-${index}`);
    await sweepAll(loop);
    // Half a day later people are told once that the required check does not report.
    loop.passTo(loop.now() + dayMs / 2);
    await sweepAll(loop);
    // What was told changed the pull requests once more, so each is looked at once; from then on nothing changes.
    loop.passTo(loop.now() + dayMs / 12);
    await sweepAll(loop);
    loop.passTo(loop.now() + dayMs / 6);
    const before = loop.counts().gitHub;
    await sweepAll(loop);
    return loop.counts().gitHub - before;
  } finally {
    await loop.stop();
  }
}

/** As the server does each minute, until nothing is due. */
async function sweepAll({ ports, settings, now, work }: LocalLoop): Promise<void> {
  const due = () => ports.store.improvements({ tenant: settings.tenant, dueAtMs: now() });
  const settingsWithoutCycles = { ...settings, cycleIntervalHours: 0 };
  for (let rounds = 0; (await due()).length > 0; rounds++) {
    if (rounds > repositories * pullsEach) throw new Error("The sweep does not come to an end.");
    await sweep(ports, settingsWithoutCycles, now());
    await work();
  }
}

/** A repository with open pull requests of the app's own, and their rows. */
async function fill(loop: LocalLoop, name: string): Promise<void> {
  const { github, ports, repository } = loop;
  const fullName = `${repository.owner}/${repository.name}`;
  const template = github.people.repository(fullName).git;
  const tip = await template.ref("refs/heads/main");
  const files = Object.fromEntries(await filesAt(template, tip ?? ""));
  const made = await github.people.createRepository({ owner: repository.owner, name, files });
  const bot = github.world.botOf(github.world.app);
  const headSha = await github.people.pushCommit(
    `${repository.owner}/${name}`,
    "self-building/first",
    { "a.txt": "a\n" },
    bot.login,
  );
  for (let index = 0; index < pullsEach; index++) {
    const row = await openOne(loop, made, headSha, index);
    await ports.store.insertImprovement(row);
  }
}

async function openOne(
  { github, now, settings }: LocalLoop,
  made: Repository,
  headSha: string,
  index: number,
): Promise<Improvement> {
  const bot = github.world.botOf(github.world.app);
  const fingerprint = index.toString(16).padStart(16, "0");
  const branch = improvementBranch(fingerprint);
  await moveRef(github.world, made, bot, `refs/heads/${branch}`, headSha);
  const request = { title: `Change ${index}`, body: "", headRef: branch, baseRef: "main", draft: false };
  const { number } = await openPull(github.world, made, bot, request);
  const { change, pull } = regressedImprovement(fingerprint);
  const repository = { owner: made.owner, name: made.name };
  return {
    ...foundImprovement({ fingerprint, repository }),
    tenant: settings.tenant,
    stage: "proposed",
    change,
    pull: { ...pull, branch, headSha, number, openedAtMs: now(), lastDecision: null },
    wakeAtMs: now(),
  };
}
