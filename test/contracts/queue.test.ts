import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import { type QueuePlace, type QueueWorld, queues } from "./queue/world.ts";
import { queueContract } from "./queue.contract.ts";

describe.each(queues)("the queue in $name", ({ open }) => {
  let place: QueuePlace;
  let world: QueueWorld;

  beforeAll(async () => {
    place = await open();
  });
  beforeEach(async () => {
    world = await place.fresh();
  });
  afterEach(() => world.stop());
  afterAll(() => place.close());

  for (const { name, run } of queueContract) test(name, () => run(world));
});
