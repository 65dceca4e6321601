import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import { connect } from "./connection.ts";
import { octokitFactory } from "./octokit.ts";

const world = localForge();
const unchanged = () => [...world.github.notModifiedCounts.values()].reduce((sum, one) => sum + one, 0);

describe("a read that is done again", () => {
  it("is answered from before on GitHub's word, and with what people have changed as soon as they have", async () => {
    const { pull } = await world.proposed();
    const read = () => world.forge.ownPull(world.repository, pull.number);
    const first = await read();
    const before = unchanged();
    expect(await read()).toEqual(first);
    expect(unchanged() - before).toBe(1);
    await world.github.people.label(world.name, pull.number, "mia", "hold");
    expect((await read())?.labels).toContain("hold");
    expect(unchanged() - before).toBe(1);
  });

  it("keeps its further pages", async () => {
    const { pull } = await world.proposed();
    const { people } = world.github;
    for (let count = 0; count < 3; count++) await people.comment(world.name, pull.number, "mia", `${count}`);
    const { octokit, at } = await connect(world.options).open(world.repository, "look");
    const list = () =>
      octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: pull.number, per_page: 1 });
    const bodies = async () => (await list()).map(({ body }) => body);
    const first = await bodies();
    const before = unchanged();
    expect(await bodies()).toEqual(first);
    expect(first).toHaveLength(3);
    expect(unchanged() - before).toBe(3);
  });

  it("cannot be changed by whoever had the answer before", async () => {
    const { octokit, at } = await connect(world.options).open(world.repository, "look");
    const read = async () => (await octokit.rest.repos.get(at)).data;
    await read();
    const second = await read();
    const { name } = second;
    second.name = "another";
    expect((await read()).name).toBe(name);
  });

  it.each([
    [900_000, '"1"'],
    [1_100_000, undefined],
  ])("of %i characters is sent with the ETag %s", async (length, etag) => {
    const { asked, client } = await server(length);
    const one = client();
    for (let count = 0; count < 2; count++) await one.rest.repos.get(shop);
    expect(asked).toEqual([undefined, etag]);
  });

  it("knows nothing of what another client was told", async () => {
    const { asked, client } = await server(1);
    for (let count = 0; count < 2; count++) await client().rest.repos.get(shop);
    expect(asked).toEqual([undefined, undefined]);
  });
});

const shop = { owner: "acme", repo: "shop" };
const servers: Server[] = [];
afterEach(() => {
  for (const one of servers.splice(0)) {
    one.closeAllConnections();
    one.close();
  }
});

/** Answers everybody alike, with one and the same ETag, and notes those that it is sent. */
async function server(length: number) {
  const asked: unknown[] = [];
  const started = createServer((request, response) => {
    asked.push(request.headers["if-none-match"]);
    response.writeHead(200, { "content-type": "application/json", etag: '"1"' });
    response.end(JSON.stringify({ text: "a".repeat(length) }));
  });
  servers.push(started.listen(0, "127.0.0.1"));
  await once(started, "listening");
  const address = started.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const authentication = { kind: "token", token: "t" } as const;
  const clientFor = octokitFactory({ authentication, baseUrl, log: { warn() {} }, throttle: false });
  return { asked, client: () => clientFor(null) };
}
