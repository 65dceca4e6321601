import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryCache } from "./repository-cache.ts";

test("a server that never sends anything is given up after the time that is allowed, which is said", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slow-"));
  const silent = createServer(() => {});
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  try {
    const remote = async () => ({ url: `http://127.0.0.1:${port}/acme/shop.git`, token: null });
    const cache = repositoryCache({ folder, remote, silenceMs: 200, log: { warn() {} } });
    await expect(cache.add({ owner: "acme", name: "shop" }, "a".repeat(40))).rejects.toThrow(
      /SELF_BUILDING_GIT_SILENCE_SECONDS.*tried again later/,
    );
  } finally {
    silent.closeAllConnections();
    silent.close();
    await rm(folder, { recursive: true, force: true });
  }
});
