/**
 * What stands around the process that talks to a language model.
 *
 * - `bubblewrap`: namespaces of its own. No network, no files but its program, no other process to be seen.
 * - `permissions`: Node's permission model alone. No files but its program, no child processes; the network is open.
 * - `none`: neither can be had here, and no model is asked.
 */
export type Isolation =
  | { readonly kind: "bubblewrap" }
  | { readonly kind: "permissions"; readonly because: string }
  | { readonly kind: "none"; readonly because: string };

/** An isolation in which a model may be asked at all. */
export type IsolationKind = Exclude<Isolation["kind"], "none">;

/** What a model was asked in, in few words. */
export const isolationNames: Readonly<Record<IsolationKind, string>> = {
  bubblewrap: "a process without network, files and credentials (bubblewrap)",
  permissions: "a process without files and credentials, but with the network (Node's permission model)",
};

/** In one sentence, for people. */
export function isolationSentence(isolation: Isolation): string {
  switch (isolation.kind) {
    case "bubblewrap":
      return `The model is asked in ${isolationNames.bubblewrap}.`;
    case "permissions":
      return `The model is asked in ${isolationNames.permissions}, because bubblewrap cannot be had: ${isolation.because}`;
    case "none":
      return `The model is not asked, because no process can be kept apart here: ${isolation.because}`;
  }
}
