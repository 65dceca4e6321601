import { GraphQLError } from "graphql";
import type { InstallationToken } from "../credentials.ts";

/** An entry of GitHub's `errors`: its `type` says what kind of thing went wrong. */
export function problem(
  type: "NOT_FOUND" | "FORBIDDEN" | "RATE_LIMITED" | "UNPROCESSABLE",
  message: string,
): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** Lets pass what the token may read; else the field is null, and `errors` says FORBIDDEN. */
export function mayRead(token: InstallationToken, permission: string): void {
  if (token.permissions[permission] === undefined) {
    throw problem("FORBIDDEN", "Resource not accessible by integration");
  }
}

/** The same for what the token may change. */
export function mayWrite(token: InstallationToken, permission: string): void {
  if (token.permissions[permission] !== "write") {
    throw problem("FORBIDDEN", "Resource not accessible by integration");
  }
}
