/** An account as GitHub's answers carry it. */
export interface Account {
  readonly login?: string;
  readonly type?: string;
}

/** Whether an account is the app. People cannot have brackets in their login, but check the type all the same. */
export function isOwn(account: Account | null | undefined, login: string): boolean {
  return account?.login === login && (!login.endsWith("[bot]") || account.type === "Bot");
}

/** The parts of a commit that say whose it is. */
interface Authored {
  readonly author: Account | null;
  readonly committer: Account | null;
  readonly commit: { readonly author: { readonly name?: string } | null };
}

/** GitHub commits on behalf of others under this name, for people and apps alike. */
const webFlow = "web-flow";

/**
 * Who beside the app has commits in a comparison, by login or, without an account, by name.
 * Commits that the comparison does not list count as somebody else's.
 */
export function foreignAuthors(
  comparison: { readonly commits: readonly Authored[]; readonly total_commits: number },
  login: string,
): string[] {
  const names = comparison.commits.flatMap(({ author, committer, commit }) => {
    if (!isOwn(author, login)) return [author?.login ?? commit.author?.name ?? "unknown"];
    const committedByOwn = isOwn(committer, login) || committer?.login === webFlow;
    return committedByOwn ? [] : [committer?.login ?? "unknown"];
  });
  if (comparison.total_commits > comparison.commits.length) names.push("unknown");
  return [...new Set(names)];
}

/** A comment in Markdown that nobody sees and by which the app finds its own texts again. */
export function hiddenKey(kind: "comment" | "issue", key: string): string {
  // Two hyphens would end the HTML comment.
  return `<!-- self-building:${kind}:${encodeURIComponent(key).replaceAll("-", "%2D")} -->`;
}

const maxBodyLength = 65_000;

/** The text with its hidden key, cut to what GitHub accepts. */
export function withHiddenKey(text: string, hidden: string): string {
  return `${cutText(text, maxBodyLength)}\n\n${hidden}`;
}

/** Cuts a text and says so, instead of having GitHub refuse it. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const note = "\n\n… cut, because GitHub takes no longer text.";
  return text.slice(0, maxLength - note.length).replace(/[\uD800-\uDBFF]$/, "") + note;
}
