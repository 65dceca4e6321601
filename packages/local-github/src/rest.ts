import { ApiError, notFound } from "./api-error.ts";
import { type Credentials, type InstallationToken, requireWelcome, tokenOf } from "./credentials.ts";
import { sees } from "./git-http.ts";
import type { Answer, Call, Needs, Route } from "./routing.ts";

/** Runs one route: checks who asks and whether they may, then hands over. */
export async function callRoute(
  route: Route,
  call: Call,
  authorization: string | undefined,
): Promise<Answer> {
  if (route.kind === "public") {
    return route.handle(call);
  }
  const secret = tokenOf(authorization);
  if (secret === null) {
    throw new ApiError(401, "Requires authentication");
  }
  if (route.kind === "app") {
    call.credentials.requireApp(secret);
    return route.handle(call);
  }
  const token = requireToken(call.credentials, secret);
  requireWelcome(token.installation);
  const actor = call.world.botOf(token.app);
  if (route.kind === "token") {
    return route.handle({ ...call, token, actor });
  }
  const { owner = "", repo = "" } = call.parameters;
  const repository = call.world.repository(owner, repo);
  if (!repository || !sees(token, repository)) {
    throw notFound();
  }
  requirePermission(token, route.needs);
  const handle = () => route.handle({ ...call, token, actor, repository });
  return route.method === "GET" ? handle() : call.world.exclusive(repository, handle);
}

function requireToken(credentials: Credentials, secret: string): InstallationToken {
  if (secret.split(".").length === 3) {
    credentials.requireApp(secret);
    throw new ApiError(403, "You must authenticate with an installation access token for this request.");
  }
  return credentials.requireInstallation(secret);
}

function requirePermission(token: InstallationToken, needs: Needs): void {
  const granted = needs.some((need) => {
    const [name = "", level] = need.split(":");
    const own = token.permissions[name];
    return own === "write" || (own === "read" && level === "read");
  });
  if (!granted) {
    throw new ApiError(403, "Resource not accessible by integration");
  }
}
