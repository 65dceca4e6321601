import type { RepositoryAccess } from "./connection.ts";
import type { RepositoryLabels } from "./labels.ts";
import { cutTitle, hiddenKey, isOwn, isSameText, withHiddenKey } from "./own-work.ts";

/** Adds labels to an issue or pull request. Those that it has already stay as they are: GitHub only adds. */
export async function addMissingLabels(
  access: RepositoryAccess,
  issueNumber: number,
  labels: readonly string[],
  known: RepositoryLabels,
): Promise<void> {
  if (labels.length === 0) return;
  const { octokit, at } = access;
  await known.ensure(access, labels);
  await octokit.rest.issues.addLabels({ ...at, issue_number: issueNumber, labels: [...labels] });
}

/** Writes the app's one comment for `key`, or edits it when the text differs. */
export async function writeComment(
  access: RepositoryAccess,
  issueNumber: number,
  key: string,
  text: string,
): Promise<void> {
  const { octokit, at } = access;
  const self = await access.self();
  const hidden = hiddenKey("comment", key);
  const body = withHiddenKey(text, hidden);
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...at,
    issue_number: issueNumber,
    per_page: 100,
  });
  const own = comments.find((comment) => isOwn(comment.user, self) && comment.body?.includes(hidden));
  if (own === undefined) {
    await octokit.rest.issues.createComment({ ...at, issue_number: issueNumber, body });
  } else if (!isSameText(own.body ?? "", body)) {
    await octokit.rest.issues.updateComment({ ...at, comment_id: own.id, body });
  }
}

/** The number of the app's one issue for `key`, open or closed; opens it when there is none. */
export async function ensureIssue(
  access: RepositoryAccess,
  key: string,
  title: string,
  text: string,
): Promise<number> {
  const { octokit, at } = access;
  const self = await access.self();
  const hidden = hiddenKey("issue", key);
  const issues = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...at,
    creator: await access.currentLogin(),
    state: "all",
    per_page: 100,
  });
  const own = issues.find(
    (issue) =>
      issue.pull_request === undefined && isOwn(issue.user, self) && (issue.body ?? "").includes(hidden),
  );
  if (own) return own.number;
  const created = await octokit.rest.issues.create({
    ...at,
    title: cutTitle(title),
    body: withHiddenKey(text, hidden),
  });
  return created.data.number;
}
