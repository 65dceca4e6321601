/** A level of one of the app's permissions, e.g. `{ contents: "read" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/**
 * What tokens are asked for, with the least that each job needs: who clones or looks cannot write, and who talks cannot
 * touch code. Each is for one repository, but for the list of them and for looking. Making them one would spare a
 * request an hour, and give code to what answers people's comments and checks to what writes code.
 */
export const jobs = {
  list: { metadata: "read" },
  clone: { contents: "read" },
  look: {
    contents: "read",
    pull_requests: "read",
    issues: "read",
    checks: "read",
    statuses: "read",
    deployments: "read",
    actions: "read",
  },
  /** Commits, branches, pull requests with their labels, merges. */
  change: { contents: "write", pull_requests: "write", issues: "write" },
  /** Check runs, comments, issues, labels, reactions. */
  talk: { checks: "write", issues: "write", pull_requests: "write", contents: "read" },
} as const satisfies Readonly<Record<string, Permissions>>;

export type Job = keyof typeof jobs;

/** What of a job's permissions is granted. Asking for more is refused altogether: an update may not be accepted yet. */
export function grantedFor(job: Job, granted: Permissions | null): Permissions {
  const wanted: Permissions = jobs[job];
  const possible = Object.entries(wanted).flatMap(([name, level]) => {
    const own = granted === null ? level : granted[name];
    return own === undefined ? [] : [[name, own === "read" ? "read" : level] as const];
  });
  // Every app has this one; a token that is asked for nothing gets everything.
  return { metadata: "read", ...Object.fromEntries(possible) };
}
