import type { AdmissionContext } from "../../domain/admit/admit.ts";
import { stagesInFlight } from "../../domain/improvement/improvement.ts";
import { isSameRepository, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";

/** What admission has to know of what is there already: here, and in the tenant's other repositories. */
export async function readAdmissionFacts(
  repository: RepositoryRef,
  ports: Pick<Ports, "store" | "generator">,
  { tenant }: Settings,
): Promise<Pick<AdmissionContext, "known" | "elsewhere" | "isolation">> {
  const inFlight = await ports.store.improvements({ tenant, stages: stagesInFlight });
  return {
    known: await ports.store.improvements({ tenant, repository }),
    elsewhere: inFlight.filter((one) => !isSameRepository(one.repository, repository)),
    isolation: (await ports.generator.isolation?.()) ?? null,
  };
}
