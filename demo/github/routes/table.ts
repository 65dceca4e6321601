import type { Route } from "../routing.ts";
import { appRoutes } from "./app.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { gitDataRoutes } from "./git-data.ts";
import { pullRoutes } from "./pulls.ts";
import { repositoryRoutes } from "./repositories.ts";

/** Every route of the local GitHub; the first that fits answers. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...checkRoutes,
  ...gitDataRoutes,
  ...pullRoutes,
  ...commitRoutes,
  ...repositoryRoutes,
];
