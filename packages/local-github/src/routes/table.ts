import type { Route } from "../routing.ts";
import { appRoutes } from "./app.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { deploymentRoutes } from "./deployments.ts";
import { gitObjectRoutes } from "./git-objects.ts";
import { gitRefRoutes } from "./git-refs.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { pullRoutes } from "./pulls.ts";
import { repositoryRoutes } from "./repositories.ts";
import { workflowRunRoutes } from "./workflow-runs.ts";

/** Every route of the local GitHub; the first that fits answers. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...checkRoutes,
  ...gitObjectRoutes,
  ...gitRefRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...deploymentRoutes,
  ...workflowRunRoutes,
  ...commitRoutes,
  ...repositoryRoutes,
];
