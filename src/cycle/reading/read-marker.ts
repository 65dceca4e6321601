import { findSealedMarker, parseMarker } from "../../domain/improvement/marker.ts";
import type { OwnPull } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";

/** The marker of one of the app's own pull requests; null when it has none or somebody has edited it. */
export function readMarker(pull: OwnPull, ports: Pick<Ports, "sealer">) {
  const sealed = findSealedMarker(pull.body);
  const text = sealed === null ? null : ports.sealer.open(sealed);
  return text === null ? null : parseMarker(text);
}
