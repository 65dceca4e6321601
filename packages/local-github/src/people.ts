import { setAutoMerge } from "./actions/auto-merge.ts";
import { rerequest } from "./actions/checks.ts";
import { addComment, addLabels, openIssue, removeLabel, requireIssue, setState } from "./actions/issues.ts";
import {
  type MergeRequest,
  mergePull,
  openPull,
  reopenPull,
  requirePull,
  retargetPull,
  setDraft,
} from "./actions/pulls.ts";
import { moveRef } from "./actions/references.ts";
import { submitReview } from "./actions/reviews.ts";
import type { Comment, Issue, PullIssue, Repository, Review, User } from "./entities.ts";
import { editTree } from "./git/tree-edit.ts";
import { Owners } from "./owners.ts";
import type { NewRepository, World } from "./state.ts";

/** New text of files by path; null removes one. */
export type FileTexts = Readonly<Record<string, string | null>>;

/** What people do on GitHub, as direct calls. Repositories are named `owner/name`. */
export class People extends Owners {
  /** Without files the repository stays empty, without any commit. */
  async createRepository(
    request: NewRepository & { readonly files?: Readonly<Record<string, string>> },
  ): Promise<Repository> {
    const repository = await this.world.addRepository(request);
    if (request.files && Object.keys(request.files).length > 0) {
      const { owner, name, defaultBranch } = repository;
      await this.pushCommit(`${owner}/${name}`, defaultBranch, request.files, owner, "Initial commit");
    }
    return repository;
  }

  /** Commits on top of a branch (or of the default branch, when it is new) and pushes; returns the SHA. */
  pushCommit(
    fullName: string,
    branch: string,
    files: FileTexts,
    login: string,
    message = "Update files",
  ): Promise<string> {
    const repository = this.repository(fullName);
    return this.world.exclusive(repository, () => this.#push(repository, branch, files, login, message));
  }

  async #push(
    repository: Repository,
    branch: string,
    files: FileTexts,
    login: string,
    message: string,
  ): Promise<string> {
    const { git, defaultBranch } = repository;
    const user = this.world.user(login);
    const parent = (await git.ref(`refs/heads/${branch}`)) ?? (await git.ref(`refs/heads/${defaultBranch}`));
    const edits = new Map<string, { mode: string; sha: string } | null>();
    for (const [path, text] of Object.entries(files)) {
      edits.set(path, text === null ? null : { mode: "100644", sha: await git.writeBlob(Buffer.from(text)) });
    }
    const base = parent === null ? null : ((await git.commit(parent))?.tree ?? null);
    const tree = await editTree(git, base, edits);
    const atSeconds = Math.floor(this.world.now() / 1000);
    const author = { name: login, email: this.world.emailOf(user), atSeconds };
    const parents = parent === null ? [] : [parent];
    const sha = await git.writeCommit({ tree, parents, author, committer: author, message });
    await moveRef(this.world, repository, user, `refs/heads/${branch}`, sha);
    return sha;
  }

  async deleteBranch(fullName: string, branch: string, login: string): Promise<void> {
    const repository = this.repository(fullName);
    const user = this.world.user(login);
    await this.world.exclusive(repository, () =>
      moveRef(this.world, repository, user, `refs/heads/${branch}`, null),
    );
  }

  openIssue(fullName: string, login: string, title: string, body: string | null = null): Issue {
    const request = { title, body, labels: [] };
    return openIssue(this.world, this.repository(fullName), this.world.user(login), request);
  }

  openPull(
    fullName: string,
    login: string,
    request: {
      readonly title: string;
      readonly body?: string;
      readonly head: string;
      readonly base?: string;
    },
  ): Promise<PullIssue> {
    const repository = this.repository(fullName);
    const user = this.world.user(login);
    return this.world.exclusive(repository, () =>
      openPull(this.world, repository, user, {
        title: request.title,
        body: request.body ?? null,
        headRef: request.head,
        baseRef: request.base ?? repository.defaultBranch,
        draft: false,
      }),
    );
  }

  comment(fullName: string, issueNumber: number, login: string, body: string): Comment {
    const repository = this.repository(fullName);
    const issue = requireIssue(repository, issueNumber);
    return addComment(this.world, repository, this.world.user(login), issue, body);
  }

  review(
    fullName: string,
    pullNumber: number,
    login: string,
    state: Review["state"] = "APPROVED",
    body = "",
  ): Review {
    const repository = this.repository(fullName);
    const issue = requirePull(repository, pullNumber);
    return submitReview(this.world, repository, this.world.user(login), issue, { state, body });
  }

  async label(fullName: string, issueNumber: number, login: string, name: string): Promise<void> {
    const repository = this.repository(fullName);
    const issue = requireIssue(repository, issueNumber);
    const user = this.world.user(login);
    await this.world.exclusive(repository, () => addLabels(this.world, repository, user, issue, [name]));
  }

  /** Closes an issue or a pull request. */
  async close(fullName: string, issueNumber: number, login: string): Promise<void> {
    const repository = this.repository(fullName);
    const issue = requireIssue(repository, issueNumber);
    const user = this.world.user(login);
    await this.world.exclusive(repository, () => setState(this.world, repository, user, issue, "closed"));
  }

  /** Opens a closed pull request again; throws GitHub's 422 where its branch is gone. */
  reopen(fullName: string, pullNumber: number, login: string): Promise<void> {
    return this.#onPull(fullName, pullNumber, login, reopenPull);
  }

  /** Sends a pull request into another branch. */
  retarget(fullName: string, pullNumber: number, login: string, base: string): Promise<void> {
    return this.#onPull(fullName, pullNumber, login, (...pull) => retargetPull(...pull, base));
  }

  /** Makes a pull request a draft, or ready for review. */
  setDraft(fullName: string, pullNumber: number, login: string, draft: boolean): Promise<void> {
    return this.#onPull(fullName, pullNumber, login, (...pull) => setDraft(...pull, draft));
  }

  #onPull(
    fullName: string,
    pullNumber: number,
    login: string,
    act: (world: World, repository: Repository, user: User, issue: PullIssue) => Promise<void>,
  ): Promise<void> {
    const repository = this.repository(fullName);
    const issue = requirePull(repository, pullNumber);
    const user = this.world.user(login);
    return this.world.exclusive(repository, () => act(this.world, repository, user, issue));
  }

  /** Merges as the web page does; the branch's protection holds for people too. Returns the merge's SHA. */
  mergePull(
    fullName: string,
    pullNumber: number,
    login: string,
    method: MergeRequest["method"] = "merge",
  ): Promise<string> {
    const repository = this.repository(fullName);
    const issue = requirePull(repository, pullNumber);
    const user = this.world.user(login);
    return this.world.exclusive(repository, () => mergePull(this.world, repository, user, issue, { method }));
  }

  /** Turns GitHub's own auto-merge on: it merges once the branch's rules are met; null turns it off. */
  autoMerge(
    fullName: string,
    pullNumber: number,
    login: string,
    method: MergeRequest["method"] | null = "squash",
  ): Promise<void> {
    return this.#onPull(fullName, pullNumber, login, (...pull) => setAutoMerge(...pull, method));
  }

  async unlabel(fullName: string, issueNumber: number, login: string, name: string): Promise<void> {
    const repository = this.repository(fullName);
    const issue = requireIssue(repository, issueNumber);
    const user = this.world.user(login);
    await this.world.exclusive(repository, () => removeLabel(this.world, repository, user, issue, name));
  }

  /** Presses "Re-run" on the newest check of that name, or on all checks of its app. */
  rerun(
    fullName: string,
    check: string,
    login: string,
    all: "check_run" | "check_suite" = "check_run",
  ): void {
    const repository = this.repository(fullName);
    const run = repository.checkRuns.findLast(({ name }) => name === check);
    if (!run) throw new Error(`Nobody has reported a check ${check} in ${fullName}.`);
    rerequest(this.world, repository, this.world.user(login), run, all);
  }

  /** Nobody but people talks in a locked conversation. */
  lock(fullName: string, issueNumber: number): void {
    requireIssue(this.repository(fullName), issueNumber).locked = true;
  }
}
