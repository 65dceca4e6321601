import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { CycleRequest } from "../report/cycle-request.ts";

/**
 * A request under the name and number that GitHub has for its repository now: people write names in any case, and
 * repositories are renamed and transferred. What is kept of it is brought up to that name, unless nothing may be written.
 */
export async function inItsOwnName(
  request: CycleRequest,
  repository: RepositoryRef,
  ports: Pick<Ports, "store">,
  { tenant }: Settings,
): Promise<CycleRequest> {
  if (!request.dryRun && repository.id !== undefined) await ports.store.adoptRepository(tenant, repository);
  return { ...request, repository };
}
