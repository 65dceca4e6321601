import { devNull } from "node:os";
import { type SimpleGit, simpleGit } from "simple-git";

/** Where a repository is fetched from, and as whom. */
export interface GitRemote {
  /** Without credentials; http, https, or an absolute path. */
  readonly url: string;
  /** Sent as a header and never written to disk; null for none. */
  readonly token: string | null;
}

/** The usual places of git; the machine's own PATH is not asked. */
const searchPath = "/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin";
/** A server may count the objects of a large repository for minutes before it sends anything. */
export const defaultSilenceMs = 600_000;

/**
 * Git in a folder, deaf to everything that a machine or a repository could have configured: no system or user
 * settings, no hooks, no prompts, no helpers, no submodules, and only the remote's own protocol. A command that says
 * nothing for `silenceMs` is ended.
 */
export function gitIn(folder: string, remote: GitRemote | null, silenceMs = defaultSilenceMs): SimpleGit {
  const settings: [string, string][] = [
    ["core.hooksPath", devNull],
    ["core.fsmonitor", "false"],
    ["credential.helper", ""],
    ["submodule.recurse", "false"],
    ["protocol.allow", "never"],
    ["gc.autoDetach", "false"],
    ["user.name", "self-building-agent"],
    ["user.email", "self-building-agent@localhost"],
    ...(remote === null ? [] : remoteSettings(remote)),
  ];
  const environment: Record<string, string> = {
    PATH: searchPath,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
  return simpleGit({
    baseDir: folder,
    timeout: { block: silenceMs },
    allowEnvironment: Object.keys(environment).filter((name) => name.startsWith("GIT_")),
    // Every one of these is set above, to the harmless side.
    unsafe: {
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeProtocolOverride: true,
    },
  }).env(environment);
}

function remoteSettings({ url, token }: GitRemote): [string, string][] {
  const protocol = URL.canParse(url) ? new URL(url).protocol.replace(":", "") : "file";
  const settings: [string, string][] = [[`protocol.${protocol}.allow`, "always"]];
  if (token !== null) {
    const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
    settings.push([`http.${url}.extraHeader`, `Authorization: Basic ${credentials}`]);
  }
  return settings;
}
