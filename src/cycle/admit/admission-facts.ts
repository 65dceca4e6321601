import type { AdmissionContext } from "../../domain/admit/admit.ts";
import { stagesInFlight } from "../../domain/improvement/improvement.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";

/** What admission has to know of what is there already: here, and in the tenant's other repositories. */
export async function readAdmissionFacts(
  repository: RepositoryRef,
  ports: Pick<Ports, "store">,
  { tenant }: Settings,
): Promise<Pick<AdmissionContext, "known" | "elsewhere">> {
  const here = fullName(repository);
  const inFlight = await ports.store.improvements({ tenant, stages: stagesInFlight });
  return {
    known: await ports.store.improvements({ tenant, repository: here }),
    elsewhere: inFlight.filter((one) => fullName(one.repository) !== here),
  };
}
