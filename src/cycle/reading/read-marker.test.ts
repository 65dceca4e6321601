import { expect, it } from "vitest";
import { proposed } from "../../../test/gated-world.ts";
import { markerComment } from "../../domain/improvement/marker.ts";
import { readMarker } from "./read-marker.ts";

it("believes a marker that this app has sealed, and no other", async () => {
  const world = await proposed();
  const ports = world.ports();
  const pull = await world.forge.ownPull(world.forge.ref, 1);
  if (!pull) throw new Error("It is open.");
  const marker = readMarker(pull, ports);
  expect(marker).toMatchObject({ tenant: "default", repository: "acme/shop", headSha: pull.headSha });
  const read = (body: string) => readMarker({ ...pull, body }, ports);
  expect(read("Nothing is hidden here.")).toBeNull();
  const forged = Buffer.from(JSON.stringify({ v: 1, ...marker, tenant: "other" })).toString("base64");
  expect(read(markerComment(forged))).toBeNull();
  expect(read(markerComment(ports.sealer.seal("no marker at all")))).toBeNull();
});
