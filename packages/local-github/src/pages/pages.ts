import { html } from "hono/html";
import { type Issue, isPull, type Repository } from "../entities.ts";
import { changedFiles } from "../git/diff.ts";
import { timestamp } from "../responses/accounts.ts";
import type { World } from "../state.ts";

type Markup = ReturnType<typeof html>;

/** The HTML of a page to look at, or null when there is none at that path. Nothing here can be changed. */
export async function pageAt(world: World, path: string): Promise<string | null> {
  const [owner, name, kind, id] = path.split("/").filter(Boolean).map(decodeURIComponent);
  if (owner === undefined) {
    return layout("Local GitHub", repositoryList(world));
  }
  const repository = name === undefined ? null : world.repository(owner, name);
  if (!repository) {
    return null;
  }
  const content = await repositoryPage(repository, kind, id ?? "");
  return content && layout(`${repository.owner}/${repository.name}`, content);
}

async function repositoryPage(
  repository: Repository,
  kind: string | undefined,
  id: string,
): Promise<Markup | null> {
  if (kind === undefined) {
    return overview(repository);
  }
  if (kind === "pull" || kind === "issues") {
    const issue = repository.issues.get(Number(id));
    return issue ? issuePage(repository, issue) : null;
  }
  if (kind === "commit") {
    return commitPage(repository, id);
  }
  return kind === "runs" ? checkPage(repository, Number(id)) : null;
}

async function layout(title: string, content: Markup): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { white-space: pre-wrap; background: #f6f8fa; padding: .75rem; border-radius: 6px }
article { border: 1px solid #d0d7de; border-radius: 6px; padding: 0 1rem; margin: 1rem 0 }
</style></head><body><p><a href="/">Local GitHub</a></p><h1>${title}</h1>${content}</body></html>`;
  return page.toString();
}

function repositoryList(world: World): Markup {
  const links = [...world.repositories.values()].map(({ owner, name }) => `${owner}/${name}`);
  return html`<ul>${links.map((name) => html`<li><a href="/${name}">${name}</a></li>`)}</ul>`;
}

async function overview(repository: Repository): Promise<Markup> {
  const readme = await repository.git.object(`refs/heads/${repository.defaultBranch}:README.md`);
  const issues = [...repository.issues.values()].reverse();
  return html`<ul>${issues.map((issue) => html`<li>${issueLink(repository, issue)}</li>`)}</ul>
<pre>${readme?.content.toString("utf8") ?? "No README.md"}</pre>`;
}

function issueLink({ owner, name }: Repository, issue: Issue): Markup {
  const path = `/${owner}/${name}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  return html`<a href="${path}">#${issue.number} ${issue.title}</a> (${stateOf(issue)})`;
}

function stateOf(issue: Issue): string {
  return issue.pull?.merged ? "merged" : issue.state;
}

async function issuePage(repository: Repository, issue: Issue): Promise<Markup> {
  const labels = [...issue.labels.values()].map(({ name }) => name).join(", ");
  const comments = issue.comments.map(
    ({ user, createdAtMs, body }) =>
      html`<article><p><b>${user.login}</b> ${timestamp(createdAtMs)}</p><pre>${body}</pre></article>`,
  );
  return html`<h2>#${issue.number} ${issue.title}</h2>
<p>${stateOf(issue)}, opened by <b>${issue.user.login}</b> ${timestamp(issue.createdAtMs)} ${labels}</p>
<pre>${issue.body ?? ""}</pre>
${isPull(issue) ? await pullSections(repository, issue.pull) : ""}
<h3>Comments</h3>${comments}`;
}

async function pullSections(
  repository: Repository,
  pull: { readonly baseSha: string; readonly headSha: string },
): Promise<Markup> {
  const base = await repository.git.mergeBase(pull.baseSha, pull.headSha);
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === pull.headSha);
  const { owner, name } = repository;
  return html`<h3>Checks</h3><ul>${runs.map(
    (run) =>
      html`<li><a href="/${owner}/${name}/runs/${run.id}">${run.name}</a>: ${run.conclusion ?? run.status}</li>`,
  )}</ul>
<h3>Files</h3>${await diffSection(repository, base, pull.headSha)}`;
}

async function diffSection(repository: Repository, from: string | null, to: string): Promise<Markup> {
  const files = await changedFiles(repository.git, from, to);
  return html`${files.map(
    ({ filename, status, patch }) =>
      html`<h4>${filename} (${status})</h4><pre>${patch ?? "No text to show"}</pre>`,
  )}`;
}

async function commitPage(repository: Repository, sha: string): Promise<Markup | null> {
  const commit = await repository.git.commit(sha);
  if (!commit) {
    return null;
  }
  return html`<h2>${sha}</h2><p>${commit.author.name}</p><pre>${commit.message}</pre>
${await diffSection(repository, commit.parents[0] ?? null, sha)}`;
}

function checkPage(repository: Repository, id: number): Markup | null {
  const run = repository.checkRuns.find((candidate) => candidate.id === id);
  if (!run) {
    return null;
  }
  const { title, summary, text } = run.output;
  return html`<h2>${run.name}: ${run.conclusion ?? run.status}</h2><p>by ${run.app.slug} on ${run.headSha}</p>
<h3>${title ?? ""}</h3><pre>${summary ?? ""}</pre><pre>${text ?? ""}</pre>`;
}
