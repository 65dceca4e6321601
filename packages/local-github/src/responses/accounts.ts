import type { App, Installation, Label, Repository, User } from "../entities.ts";
import type { World } from "../state.ts";

/** GitHub's form of a moment: whole seconds, UTC. */
export function timestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function nullableTimestamp(atMs: number | null): string | null {
  return atMs === null ? null : timestamp(atMs);
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

export function userJson(world: World, user: User) {
  const page = user.login.endsWith("[bot]") ? `apps/${user.login.slice(0, -5)}` : user.login;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("User", user.id),
    avatar_url: `${world.url}/avatars/${user.id}`,
    url: `${world.url}/users/${encodeURIComponent(user.login)}`,
    html_url: `${world.url}/${page}`,
    type: user.type,
    site_admin: false,
  };
}

export function appJson(world: World, app: App) {
  const own = app.slug === world.app.slug;
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    name: app.slug,
    owner: userJson(world, world.user("app-owner")),
    description: "",
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    permissions: own ? world.appPermissions : { metadata: "read" },
    events: [],
  };
}

export function installationJson(world: World, installation: Installation) {
  const account = userJson(world, world.user(installation.owner));
  return {
    id: installation.id,
    account,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: "User",
    repository_selection: "selected",
    permissions: { metadata: "read", ...(installation.permissions ?? world.appPermissions) },
    events: [],
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${installation.id}`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    single_file_name: null,
    suspended_at: installation.suspended ? "2026-01-01T00:00:00Z" : null,
    suspended_by: installation.suspended ? account : null,
  };
}

export function apiUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${repository.owner}/${repository.name}`;
}

export function pageUrl(world: World, repository: Repository): string {
  return `${world.url}/${repository.owner}/${repository.name}`;
}

export function repositoryJson(world: World, repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: repository.private,
    owner: userJson(world, world.user(repository.owner)),
    html_url: pageUrl(world, repository),
    description: null,
    fork: false,
    url: apiUrl(world, repository),
    clone_url: `${pageUrl(world, repository)}.git`,
    git_url: `${pageUrl(world, repository)}.git`,
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    has_issues: repository.hasIssues,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    allow_squash_merge: repository.mergeMethods.has("squash"),
    allow_merge_commit: repository.mergeMethods.has("merge"),
    allow_rebase_merge: repository.mergeMethods.has("rebase"),
    allow_auto_merge: false,
    delete_branch_on_merge: repository.deletesMergedBranches,
    created_at: timestamp(repository.createdAtMs),
    updated_at: timestamp(repository.createdAtMs),
    pushed_at: timestamp(repository.createdAtMs),
    permissions: { admin: false, maintain: false, push: true, triage: false, pull: true },
  };
}

export function labelJson(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${apiUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}
