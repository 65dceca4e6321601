/** An account as GitHub's answers carry it. */
export interface Account {
  readonly id?: number;
  readonly login?: string;
  readonly type?: string;
}

/** Who the app is on GitHub. Renamed, it has another login everywhere, also on what it wrote before; ids stay. */
export interface Self {
  /** Of the account that acts: the app's bot, or the token's owner. */
  readonly userId: number;
  /** null with a token, whose app GitHub does not name. */
  readonly appId: number | null;
}

/** Whether an account is the app's own. */
export function isOwn(account: Account | null | undefined, { userId }: Self): boolean {
  return account?.id === userId;
}

/** Whether an account is no person: GitHub says so by its type, and lets only apps have `[bot]` in their login. */
export function isBot({ login, type }: Account): boolean {
  return type === "Bot" || (login ?? "").endsWith("[bot]");
}

/** The parts of a commit that say whose it is. */
interface Authored {
  readonly author: Account | null;
  readonly committer: Account | null;
  readonly commit: { readonly author: { readonly name?: string } | null };
}

/** Without an account anybody can bear any name; only a login that ends so is a bot's. */
function withoutBot(name: string): string {
  return name.replaceAll("[bot]", "");
}

/** GitHub commits on behalf of others under this name, for people and apps alike; nobody can rename it. */
const webFlow = "web-flow";

/**
 * Who beside the app has made one of these commits, by login or, without an account, by name.
 * @param total how many there are: those that GitHub does not list count as somebody else's
 */
export function foreignAuthors(commits: readonly Authored[], total: number, self: Self): string[] {
  const names = commits.flatMap(({ author, committer, commit }) => {
    if (!isOwn(author, self)) return [author?.login ?? withoutBot(commit.author?.name ?? "unknown")];
    const committedByOwn = isOwn(committer, self) || committer?.login === webFlow;
    return committedByOwn ? [] : [committer?.login ?? "unknown"];
  });
  if (total > commits.length) names.push("unknown");
  return [...new Set(names)];
}

/** A comment in Markdown that nobody sees and by which the app finds its own texts again. */
export function hiddenKey(kind: "comment" | "issue", key: string): string {
  // Two hyphens would end the HTML comment.
  return `<!-- self-building:${kind}:${encodeURIComponent(key).replaceAll("-", "%2D")} -->`;
}

const maxBodyLength = 65_536;

/** The text with its hidden key, cut to what GitHub accepts. */
export function withHiddenKey(text: string, hidden: string): string {
  return cutBody(`${text}\n\n${hidden}`);
}

/**
 * A body as GitHub accepts it. A hidden comment at its end stays whole, because the app reads it again; one that
 * is too long by itself leaves the body as it is, for GitHub to refuse.
 */
export function cutBody(body: string, maxLength: number = maxBodyLength): string {
  if (body.length <= maxLength) return body;
  const start = body.trimEnd().endsWith("-->") ? body.lastIndexOf("<!--") : body.length;
  const hidden = body.slice(start);
  const room = maxLength - hidden.length - 2;
  return room < cutNote.length ? body : `${cutText(body.slice(0, start), room)}\n\n${hidden}`;
}

const cutNote = "\n\n… cut, because GitHub takes no longer text.";

/** Cuts a text and says so, instead of having GitHub refuse it. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, maxLength - cutNote.length).replace(/[\uD800-\uDBFF]$/, "") + cutNote;
}

const maxTitleLength = 256;

/** A title as GitHub accepts it. */
export function cutTitle(title: string): string {
  return title.length <= maxTitleLength ? title : `${title.slice(0, maxTitleLength - 1)}…`;
}

/** Whether two texts are the same but for line ends and surrounding white space, which GitHub may change. */
export function isSameText(one: string, other: string): boolean {
  const bare = (text: string): string => text.replaceAll("\r\n", "\n").trim();
  return bare(one) === bare(other);
}

/** Labels that are wanted and not there; GitHub does not tell upper from lower case. */
export function missingLabels(present: readonly string[], wanted: readonly string[]): string[] {
  const names = new Set(present.map((name) => name.toLowerCase()));
  return wanted.filter((label) => !names.has(label.toLowerCase()));
}
