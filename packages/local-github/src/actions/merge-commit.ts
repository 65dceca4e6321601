import type { PullIssue, Repository } from "../entities.ts";
import { requireCommit } from "../responses/commits.ts";
import type { World } from "../state.ts";

/**
 * The one commit that a squash makes of a pull request, by the author of its head and committed by GitHub.
 * @param text default: the pull request's title and the body of its head's message
 */
export async function writeSquash(
  world: World,
  repository: Repository,
  issue: PullIssue,
  tree: string,
  ontoSha: string,
  text: { readonly title?: string | undefined; readonly message?: string | undefined } = {},
): Promise<string> {
  const atSeconds = Math.floor(world.now() / 1000);
  const head = await requireCommit(repository, issue.pull.headSha);
  const title = text.title ?? `${issue.title} (#${issue.number})`;
  const message = text.message ?? head.message.split("\n").slice(2).join("\n");
  return repository.git.writeCommit({
    tree,
    parents: [ontoSha],
    author: { ...head.author, atSeconds },
    committer: { name: "GitHub", email: "noreply@github.com", atSeconds },
    message: message ? `${title}\n\n${message}` : title,
  });
}
