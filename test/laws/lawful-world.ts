import type { Ports } from "../../src/ports/ports.ts";
import { lawfulForge } from "./forge-laws.ts";
import { MoodyWorld } from "./moody-world.ts";
import { lawfulStore } from "./store-laws.ts";

/** A world that notes everything that is done against a law, at the moment it is done. */
export class LawfulWorld extends MoodyWorld {
  override ports(): Ports {
    return { ...super.ports(), forge: lawfulForge(this), store: lawfulStore(this) };
  }
}
