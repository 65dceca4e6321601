import { emit } from "./actions/events.ts";
import type { MergeRequest } from "./actions/pulls.ts";
import type { Installation, Permission, Protection, Repository, Ruleset } from "./entities.ts";
import type { World } from "./state.ts";

/** What owners set on GitHub: of repositories, of their rules, and of the app's installation. */
export class Owners {
  protected readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  repository(fullName: string): Repository {
    const [owner = "", name = ""] = fullName.split("/");
    const repository = this.world.repository(owner, name);
    if (!repository) {
      throw new Error(`There is no repository ${fullName}; create it first.`);
    }
    return repository;
  }

  has(fullName: string): boolean {
    const [owner = "", name = ""] = fullName.split("/");
    return this.world.repository(owner, name) !== null;
  }

  allowMerges(fullName: string, ...methods: MergeRequest["method"][]): void {
    this.repository(fullName).mergeMethods = new Set(methods);
  }

  convertLineEnds(fullName: string): void {
    this.repository(fullName).convertsLineEnds = true;
  }

  turnIssuesOff(fullName: string): void {
    this.repository(fullName).hasIssues = false;
  }

  /** "Automatically delete head branches" in the settings. */
  deleteMergedBranches(fullName: string): void {
    this.repository(fullName).deletesMergedBranches = true;
  }

  /** Renames a repository, as its settings page does. */
  rename(fullName: string, login: string, name: string): void {
    const repository = this.repository(fullName);
    const changes = { repository: { name: { from: repository.name } } };
    this.world.move(repository, { name });
    emit(this.world, repository, this.world.user(login), "repository", { action: "renamed", changes });
  }

  /** Gives a repository to another owner, where the app is installed, too. */
  transfer(fullName: string, login: string, owner: string): void {
    const repository = this.repository(fullName);
    const from = { user: { login: repository.owner } };
    this.world.move(repository, { owner });
    const payload = { action: "transferred", changes: { owner: { from } } };
    emit(this.world, repository, this.world.user(login), "repository", payload);
  }

  setPermission(fullName: string, login: string, permission: Permission): void {
    this.repository(fullName).permissions.set(login.toLowerCase(), permission);
  }

  /** What an owner does with the app's installation: suspends it, shuts its IP address out, accepts permissions. */
  changeInstallation(
    owner: string,
    change: Partial<Pick<Installation, "suspended" | "shutOut" | "permissions">>,
  ): void {
    const installation = this.world.installations.find((one) => one.owner === owner);
    if (!installation)
      throw new Error(`The app is not installed at ${owner}; create a repository there first.`);
    Object.assign(installation, change);
  }

  protectBranch(fullName: string, branch: string, protection: Partial<Protection>): void {
    const none: Protection = {
      requiredChecks: [],
      strict: false,
      requiredApprovals: 0,
      mergeQueue: false,
    };
    this.repository(fullName).protections.set(branch, { ...none, ...protection });
  }

  /** Adds a ruleset that nobody but people may pass by. */
  addRuleset(fullName: string, ruleset: Ruleset): void {
    this.repository(fullName).rulesets.push(ruleset);
  }

  /** From now on GitHub answers so many reads of a moved pull request without knowing whether it merges cleanly. */
  computeMergeabilitySlowly(fullName: string, reads: number): void {
    this.repository(fullName).readsUntilMergeable = reads;
  }
}
