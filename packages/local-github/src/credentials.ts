import { createPublicKey, type KeyObject, randomBytes, verify } from "node:crypto";
import { z } from "zod";
import { ApiError, unprocessable } from "./api-error.ts";
import type { App, Installation } from "./entities.ts";
import type { AppPermissions } from "./state.ts";

export interface InstallationToken {
  readonly token: string;
  readonly installation: Installation;
  /** Whose bot acts with it. */
  readonly app: App;
  readonly permissions: AppPermissions;
  /** Lower-case names the token is limited to; null for all of the installation. */
  readonly repositories: ReadonlySet<string> | null;
  readonly expiresAtMs: number;
}

const claimsShape = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });
const headerShape = z.object({ alg: z.literal("RS256") });
const tokenLifetimeMs = 3_600_000;
const longestJwtSeconds = 600;
const clockSkewSeconds = 60;

/**
 * Checks an app's JSON web tokens and issues installation tokens.
 * Credentials live by the machine's clock, whatever clock the rest of the world runs on.
 */
export class Credentials {
  readonly #appId: number;
  readonly #publicKey: KeyObject;
  readonly #tokens = new Map<string, InstallationToken>();
  /** Every token that was ever given, oldest first. */
  readonly issued: InstallationToken[] = [];

  constructor(appId: number, privateKeyPem: string) {
    this.#appId = appId;
    this.#publicKey = createPublicKey(privateKeyPem);
  }

  /** Throws GitHub's 401 unless the token is a JWT that this app signed and that holds now. */
  requireApp(token: string): void {
    const [header = "", claims = "", signature = ""] = token.split(".");
    const parsedHeader = headerShape.safeParse(decodeJson(header));
    const parsedClaims = claimsShape.safeParse(decodeJson(claims));
    const signed = Buffer.from(`${header}.${claims}`);
    const undecodable = "A JSON web token could not be decoded";
    if (!parsedHeader.success || !parsedClaims.success) {
      throw new ApiError(401, undecodable);
    }
    if (!verify("RSA-SHA256", signed, this.#publicKey, Buffer.from(signature, "base64url"))) {
      throw new ApiError(401, undecodable);
    }
    this.#checkClaims(parsedClaims.data, Date.now() / 1000);
  }

  #checkClaims(claims: z.infer<typeof claimsShape>, nowSeconds: number): void {
    if (String(claims.iss) !== String(this.#appId)) {
      throw new ApiError(404, "Integration not found");
    }
    if (claims.exp <= nowSeconds) {
      throw new ApiError(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    }
    if (claims.exp > nowSeconds + longestJwtSeconds + clockSkewSeconds) {
      throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (claims.iat > nowSeconds + clockSkewSeconds) {
      throw new ApiError(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    }
  }

  issue(
    installation: Installation,
    app: App,
    granted: AppPermissions,
    request: {
      readonly permissions?: AppPermissions | undefined;
      readonly repositories?: readonly string[] | undefined;
    },
  ): InstallationToken {
    const permissions = request.permissions ?? granted;
    for (const [name, level] of Object.entries(permissions)) {
      if (granted[name] !== "write" && granted[name] !== level) {
        throw unprocessable("The permissions requested are not granted to this installation.");
      }
    }
    const token: InstallationToken = {
      token: `ghs_${randomBytes(18).toString("hex")}`,
      installation,
      app,
      permissions: { metadata: "read", ...permissions },
      repositories: request.repositories
        ? new Set(request.repositories.map((name) => name.toLowerCase()))
        : null,
      expiresAtMs: Date.now() + tokenLifetimeMs,
    };
    this.#tokens.set(token.token, token);
    this.issued.push(token);
    return token;
  }

  /** Throws GitHub's 401 unless the token was issued and is still good. */
  requireInstallation(token: string): InstallationToken {
    const known = this.#tokens.get(token);
    if (!known || known.expiresAtMs <= Date.now()) {
      throw new ApiError(401, "Bad credentials");
    }
    return known;
  }

  /** Makes every installation token bad at once. */
  expireAll(): void {
    this.#tokens.clear();
  }
}

/** Throws GitHub's 403 where the owner has suspended the installation or lets no such IP address in. */
export function requireWelcome({ owner, suspended, shutOut }: Installation): void {
  if (suspended) throw new ApiError(403, "This installation has been suspended");
  if (shutOut) {
    throw new ApiError(
      403,
      `Although you appear to have the correct authorization credentials, the \`${owner}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
    );
  }
}

/** The token of an `Authorization` header (bearer, token, or basic with the token as password). */
export function tokenOf(authorization: string | undefined): string | null {
  const [scheme = "", value = ""] = (authorization ?? "").split(" ");
  if (/^(bearer|token)$/i.test(scheme)) {
    return value || null;
  }
  if (/^basic$/i.test(scheme)) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    return decoded.slice(decoded.indexOf(":") + 1) || null;
  }
  return null;
}

function decodeJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
