import type { SystemStatus } from "../../cycle/queries/system-status.ts";
import type { CycleRequest } from "../../cycle/report/cycle-request.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import type { PolicyFile } from "../../domain/policy/parse-policy.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";

/** Everything that the command line does outside of itself; `main` provides it. */
export interface CommandLineWorld {
  write(text: string): void;
  writeError(text: string): void;
  readFile(path: string): Promise<string>;
  /** Reads a policy file; every problem is named. */
  checkPolicy(text: string): PolicyFile;
  /** Runs the server until the process is told to stop. */
  serve(onReady: (url: string) => void): Promise<void>;
  /** The repository of the environment (GitHub Actions), if it names one. */
  defaultRepository(): RepositoryRef | null;
  /** Opens the product for one round of work, without endpoints. */
  open(): Promise<OneRound>;
  playDemo(options: { readonly serve: boolean }): Promise<number>;
}

/** The product, opened for one round of work. */
export interface OneRound {
  repositories(): Promise<readonly RepositoryRef[]>;
  runCycle(request: CycleRequest): Promise<CycleReport>;
  /** Reads back what is open from the app's pull requests, as a cycle does before it looks. */
  rebuild(repository: RepositoryRef): Promise<void>;
  /** Advances whatever is due until nothing is; returns the errors that were met, those kept in rows too. */
  advanceDue(): Promise<readonly unknown[]>;
  status(): Promise<SystemStatus>;
  close(): Promise<void>;
}
