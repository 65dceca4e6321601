import type { ContractCase } from "./case.ts";
import { commitCases } from "./forge/commit-cases.ts";
import { gateCases } from "./forge/gate-cases.ts";
import { mergeCases } from "./forge/merge-cases.ts";
import { noteCases } from "./forge/note-cases.ts";
import { pullCases } from "./forge/pull-cases.ts";
import { readingCases } from "./forge/reading-cases.ts";
import type { ForgeWorld } from "./forge/world.ts";

/** What every {@link Forge} promises; each case runs on a repository of its own. */
export const forgeContract: readonly ContractCase<ForgeWorld>[] = [
  ...readingCases,
  ...commitCases,
  ...pullCases,
  ...gateCases,
  ...mergeCases,
  ...noteCases,
];
