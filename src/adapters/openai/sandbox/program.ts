import path from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxedProgram } from "./command.ts";

/** The process that talks to the model, as source or as built, with the SDK as it is installed. */
export function talkerProgram(): SandboxedProgram {
  const source = fileURLToPath(new URL("../talker/main.ts", import.meta.url));
  const entry = fileURLToPath(import.meta.resolve("openai"));
  const packageFolder = entry.slice(0, entry.lastIndexOf(`${path.sep}openai${path.sep}`) + "/openai/".length);
  return {
    folder: `${path.dirname(source)}${path.sep}`,
    main: `main${path.extname(import.meta.url)}`,
    packageFolder,
    packageEntry: path.relative(packageFolder, entry),
  };
}
