import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { type LocalGitHub, type LocalGitHubSettings, startLocalGitHub } from "./server.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface TestGitHub extends AsyncDisposable {
  readonly github: LocalGitHub;
  readonly privateKeyPem: string;
  /** Authenticated as the app itself. */
  readonly app: Octokit;
  /** Authenticated as the app's installation at that owner. */
  installation(owner: string): Promise<Octokit>;
}

/** A local GitHub in a temporary folder with real clients for it; disposing stops and removes it. */
export async function startTestGitHub(
  settings: Omit<Partial<LocalGitHubSettings>, "app"> & {
    readonly app?: Partial<LocalGitHubSettings["app"]>;
  } = {},
): Promise<TestGitHub> {
  const folder = await mkdtemp(join(tmpdir(), "local-github-"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privateKeyPem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const app = {
    appId: 7,
    slug: "self-building-agent",
    privateKeyPem,
    webhookSecret: "local-secret",
    ...settings.app,
  };
  const github = await startLocalGitHub({ ...settings, folder, app });
  const client = (auth: Record<string, unknown>) =>
    new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: quiet });
  const appAuth = { appId: app.appId, privateKey: app.privateKeyPem };
  return {
    github,
    privateKeyPem,
    app: client(appAuth),
    installation: async (owner) => {
      const { data } = await client(appAuth).rest.apps.listInstallations();
      const own = data.find(({ account }) => account && "login" in account && account.login === owner);
      return client({ ...appAuth, installationId: own?.id });
    },
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
