import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Forge } from "../../ports/forge.ts";
import { publishOwnCheck } from "./checks.ts";
import { addMissingLabels, ensureIssue, writeComment } from "./comments.ts";
import { commitFiles } from "./commits.ts";
import { type Connection, connect } from "./connection.ts";
import { readDeployedEnvironments, readDeploymentTime } from "./deployments.ts";
import { readForeignCommitters, readGateFacts, readMergeBase } from "./gate-facts.ts";
import { glanceAt } from "./glance.ts";
import { installedRepositories } from "./installations.ts";
import { repositoryLabels } from "./labels.ts";
import { deleteLeftBranch } from "./left-branch.ts";
import { mergeAt } from "./merge.ts";
import { leaveMergeQueue } from "./merge-queue.ts";
import type { GitHubOptions } from "./octokit.ts";
import { lookAtPull } from "./pull-look.ts";
import {
  closeOwnPull,
  listOwnPulls,
  openOwnPull,
  readOwnPull,
  readOwnPullByBranch,
  reopenOwnPull,
} from "./pulls.ts";
import { rememberedFiles } from "./remembered-files.ts";
import { readPermission, readRepository, readRepositoryFile } from "./repositories.ts";
import { type Reader, readStanding, readState } from "./standing.ts";
import { headHolds } from "./written-files.ts";

/**
 * GitHub as the cycle sees it. Every writing method looks first, so that doing it again changes nothing.
 * @throws PermanentFailure where only a person can help (credentials, permissions, settings), from every method
 * @throws GitHubFault where trying again later can
 */
export function githubForge(options: GitHubOptions, connection: Connection = connect(options)): Forge {
  const installed = installedRepositories(connection, options.log);
  const files = rememberedFiles();
  const known = repositoryLabels();
  const toLook = (ref: RepositoryRef) => connection.open(ref, "look");
  const toChange = (ref: RepositoryRef) => connection.open(ref, "change");
  const toTalk = (ref: RepositoryRef) => connection.open(ref, "talk");
  const reader: Reader = {
    labels: known,
    find: (ref) => connection.find(ref, "look"),
    async repository(ref) {
      const access = await connection.find(ref, "look");
      return access && readRepository(access, ref.id);
    },
    async readFile(ref, path, at) {
      const access = await connection.find(ref, "look");
      const file = { repository: fullName(ref), path, at };
      return access && files.text(file, () => readRepositoryFile(access, path, at));
    },
  };
  return {
    login: () => connection.login(),
    listRepositories: (maxAgeMs) => installed.list(maxAgeMs),
    async forgetInstallations() {
      installed.forget();
      connection.forget();
    },
    failingInstallations: async () => installed.failing(),
    repository: (ref) => readState(ref, reader),
    standing: (ref, wanted) => readStanding(ref, wanted, reader),
    readFile: (ref, path, at) => reader.readFile(ref, path, at),
    permissionOf: async (ref, login) => readPermission(await toLook(ref), login),
    listOwnPulls: async (ref) => listOwnPulls(await toLook(ref)),
    ownPull: async (ref, number) => readOwnPull(await toLook(ref), number),
    ownPullByBranch: async (ref, branch) => readOwnPullByBranch(await toLook(ref), branch),
    async commit(request) {
      const outcome = await commitFiles(await toChange(request.repository), request);
      if (outcome.kind !== "committed") return outcome;
      const written = { repository: fullName(request.repository), at: outcome.sha };
      for (const { path, content } of request.files)
        if (content !== null) files.remember({ ...written, path }, content);
      return outcome;
    },
    openPull: async (request) => openOwnPull(await toChange(request.repository), request, known),
    foreignCommitters: async (ref, number) => readForeignCommitters(await toLook(ref), number),
    glance: (pulls) => glanceAt(pulls, reader.find),
    look: (ref, pull, wanted) => lookAtPull(ref, pull, wanted, reader),
    gateFacts: async (ref, number, sha) => readGateFacts(await toLook(ref), number, sha),
    publishCheck: async (ref, check, shown) => publishOwnCheck(await toTalk(ref), check, shown),
    mergeBase: async (ref, number) => readMergeBase(await toLook(ref), number),
    holdsExactly: async (ref, commits, files) => headHolds(await toLook(ref), commits, files),
    merge: async (ref, request) => mergeAt(await toChange(ref), request),
    leaveQueue: async (ref, number) => leaveMergeQueue(await toChange(ref), number),
    reopenPull: async (ref, number) => reopenOwnPull(await toChange(ref), number),
    closePull: async (ref, number) => closeOwnPull(await toChange(ref), number),
    deleteBranch: async (ref, branch, seen) => deleteLeftBranch(await toChange(ref), branch, seen),
    addLabels: async (ref, number, names) => addMissingLabels(await toTalk(ref), number, names, known),
    comment: async (ref, number, key, body) => writeComment(await toTalk(ref), number, key, body),
    openIssue: async (ref, key, title, body) => ensureIssue(await toTalk(ref), key, title, body),
    async react(ref, id, content, to = "comment") {
      const { octokit, at } = await toTalk(ref);
      // GitHub keeps one reaction of a kind and person, so adding it again changes nothing.
      const { reactions } = octokit.rest;
      if (to === "issue") await reactions.createForIssue({ ...at, issue_number: id, content });
      else if (to === "line")
        await reactions.createForPullRequestReviewComment({ ...at, comment_id: id, content });
      else await reactions.createForIssueComment({ ...at, comment_id: id, content });
    },
    deployedEnvironments: async (ref) => readDeployedEnvironments(await toLook(ref)),
    deployedAtMs: async (ref, sha, environment) => readDeploymentTime(await toLook(ref), sha, environment),
  };
}
