import type { Tool } from "./tool.ts";
import { generateComponent } from "./tools/generate-component.ts";
import { getSystemStatus } from "./tools/get-system-status.ts";
import { queryTelemetryInsights } from "./tools/query-telemetry-insights.ts";
import { triggerImprovementCycle } from "./tools/trigger-improvement-cycle.ts";

/** Every tool, in the order in which they are listed and documented. */
export const tools: readonly Tool[] = [
  triggerImprovementCycle,
  generateComponent,
  getSystemStatus,
  queryTelemetryInsights,
];
