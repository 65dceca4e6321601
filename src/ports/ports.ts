import type { Analysis } from "./analysis.ts";
import type { Forge } from "./forge.ts";
import type { Generator } from "./generator.ts";
import type { Inspector } from "./inspector.ts";
import type { Instruments } from "./instruments.ts";
import type { Queue } from "./queue.ts";
import type { Sealer } from "./sealer.ts";
import type { Store } from "./store.ts";
import type { Switches } from "./switches.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Workspace } from "./workspace.ts";

/** Everything the cycle needs of the outside; a step asks only for what it touches. */
export interface Ports {
  readonly telemetry: Telemetry;
  /** Without one, what was read is analysed in this process. */
  readonly analysis?: Analysis;
  readonly generator: Generator;
  readonly workspace: Workspace;
  readonly inspector: Inspector;
  readonly forge: Forge;
  readonly store: Store;
  readonly queue: Queue;
  readonly instruments: Instruments;
  readonly switches: Switches;
  readonly sealer: Sealer;
}
