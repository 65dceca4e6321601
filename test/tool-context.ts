import type { RepositoryRef } from "../src/domain/shared/repository.ts";
import type { ToolContext } from "../src/entry/mcp/tool.ts";
import type { Ports } from "../src/ports/ports.ts";
import { type MemoryWorld, settings } from "./stand-ins/memory-world.ts";

/** What an MCP tool gets, in a world in memory; `ports` replace some of the world's. */
export function toolContext(world: MemoryWorld, ports: Partial<Ports> = {}): ToolContext {
  return {
    ports: { ...world.ports(), ...ports },
    settings,
    now: () => world.nowMs,
    requester: "mcp",
  };
}

/** The world's GitHub with the app installed on these repositories. */
export function installedOn(world: MemoryWorld, ...repositories: RepositoryRef[]): Pick<Ports, "forge"> {
  return { forge: Object.assign(Object.create(world.forge), { listRepositories: async () => repositories }) };
}
