import {
  addDeployment,
  addDeploymentStatus,
  createCheckRun,
} from "@self-building-agent/local-github/actions/checks.ts";
import type { Repository } from "@self-building-agent/local-github/entities.ts";
import { startTestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { expect } from "vitest";
import { githubForge } from "../../../src/adapters/github/forge.ts";
import { type ForgeState, type ForgeWorld, firstFiles, startMs } from "./world.ts";

/** A local GitHub for many cases. */
export interface GitHubPlace {
  /** A repository that nothing has been done to. */
  fresh(): Promise<ForgeWorld>;
  /** Fails on requests that GitHub's OpenAPI description does not allow or that are not played. */
  close(): Promise<void>;
}

/** Starts a local GitHub and the adapter's forge for it. */
export async function githubPlace(): Promise<GitHubPlace> {
  const clock = { nowMs: startMs };
  const local = await startTestGitHub({ now: () => clock.nowMs });
  const { github } = local;
  const { people, world } = github;
  const forge = githubForge({
    authentication: { kind: "app", appId: "7", privateKey: local.privateKeyPem },
    baseUrl: github.url,
    log: { warn() {} },
    throttle: false,
    retryPauseMs: 1,
  });
  let count = 0;

  async function fresh(): Promise<ForgeWorld> {
    clock.nowMs = startMs;
    const ref = { owner: "acme", name: `shop-${++count}` };
    const name = `${ref.owner}/${ref.name}`;
    const repository = await people.createRepository({ ...ref, files: firstFiles });
    const headOf = (number: number): string => repository.issues.get(number)?.pull?.headSha ?? "";
    return {
      forge,
      repository: ref,
      base: (await repository.git.ref("refs/heads/main")) ?? "",
      get nowMs() {
        return clock.nowMs;
      },
      set nowMs(nowMs) {
        clock.nowMs = nowMs;
      },
      push: (branch, files, login) => people.pushCommit(name, branch, files, login),
      openPull: async (head, login, base = "main") =>
        (await people.openPull(name, login, { title: "Mine", head, base })).number,
      openIssue: async (login, title) => people.openIssue(name, login, title).number,
      close: (number, login) => people.close(name, number, login),
      merge: async (number, login, method = "squash") =>
        void (await people.mergePull(name, number, login, method)),
      label: (number, login, label) => people.label(name, number, login, label),
      makeDraft: (number) => {
        const pull = repository.issues.get(number)?.pull;
        if (pull) pull.draft = true;
      },
      review: async (number, login, state) => void people.review(name, number, login, state),
      comment: async (number, login) => people.comment(name, number, login, "/improve").id,
      permit: (login, permission) => people.setPermission(name, login, permission),
      reportCheck: async (number, conclusion) => {
        const report = conclusion === null ? ({ status: "in_progress" } as const) : { conclusion };
        createCheckRun(world, repository, world.otherApp("ci"), headOf(number), { name: "ci", ...report });
      },
      deploy: async (sha, environment, state) => {
        const user = world.user("mia");
        const request = { sha, ref: "main", task: "deploy", environment, description: null };
        const deployment = addDeployment(world, repository, user, request);
        addDeploymentStatus(world, repository, user, deployment, { state, description: null });
      },
      state: () => stateOf(repository),
      commit: async (sha) => {
        const commit = await repository.git.commit(sha);
        if (!commit) throw new Error(`There is no commit ${sha}.`);
        return { parents: commit.parents, message: commit.message.trimEnd() };
      },
    };
  }

  return {
    fresh,
    close: async () => {
      await local[Symbol.asyncDispose]();
      expect(github.invalidRequests).toEqual([]);
      expect(github.unknownRoutes).toEqual([]);
      expect(github.unversionedRequests, "requests that leave the API's version to GitHub").toEqual([]);
    },
  };
}

async function stateOf({ git, issues, checkRuns }: Repository): Promise<ForgeState> {
  const branches = await git.refs("refs/heads/");
  const comments = [...issues.values()].flatMap((issue) => issue.comments);
  return {
    branches: Object.fromEntries(branches.map(({ name, sha }) => [name.replace("refs/heads/", ""), sha])),
    issues: [...issues.values()].map(({ number, title, body, labels, comments }) => ({
      number,
      title,
      body: visible(body ?? ""),
      labels: [...labels.values()].map((label) => label.name),
      comments: comments.map((comment) => visible(comment.body)),
    })),
    checks: checkRuns.map(
      ({ headSha, name, conclusion, output }) => `${headSha} ${name} ${conclusion} ${output.title ?? ""}`,
    ),
    reactions: comments.flatMap(({ id, reactions }) => reactions.map(({ content }) => `${id} ${content}`)),
  };
}

/** What people see of a text: not the hidden keys by which the app finds it again. */
function visible(text: string): string {
  return text.replaceAll(/<!--.*?-->/gs, "").trim();
}
