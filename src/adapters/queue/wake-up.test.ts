import fc from "fast-check";
import { expect, test } from "vitest";
import type { WakeUp, WhatChanged } from "../../ports/queue.ts";
import { coalescingKey, exclusionKey, wakeUpSchema } from "./wake-up.ts";

const repository = { owner: "acme", name: "shop" };
const changed = (what: WhatChanged): WakeUp => ({ kind: "changed", repository, what });

const deed = { byPerson: fc.constant(true), checkAsked: fc.constant(true) };

const whatChanged: fc.Arbitrary<WhatChanged> = fc.oneof(
  fc.record(
    { kind: fc.constant("pull_request" as const), number: fc.nat(), ...deed },
    { requiredKeys: ["kind", "number"] },
  ),
  fc.record({ kind: fc.constant("reopened" as const), number: fc.nat() }),
  fc.record(
    { kind: fc.constant("commit" as const), sha: fc.string(), ...deed },
    { requiredKeys: ["kind", "sha"] },
  ),
  fc.record({ kind: fc.constant("branch" as const), name: fc.string() }),
  fc.record({ kind: fc.constant("base" as const), mayTouchPolicy: fc.boolean() }),
  fc.record(
    { kind: fc.constant("deployment" as const), environment: fc.string() },
    { requiredKeys: ["kind"] },
  ),
  fc.record({ kind: fc.constant("anything" as const) }),
);

test("what has changed comes back from the queue's table as it was queued", () => {
  fc.assert(
    fc.property(whatChanged, (what) => {
      expect(wakeUpSchema.parse(JSON.parse(JSON.stringify(changed(what))))).toEqual(changed(what));
    }),
  );
});

test("wake-ups about different things never become one", () => {
  fc.assert(
    fc.property(whatChanged, whatChanged, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(coalescingKey(changed(one)) === coalescingKey(changed(other))).toBe(isSame);
    }),
  );
  const base = (mayTouchPolicy: boolean) => changed({ kind: "base", mayTouchPolicy });
  expect(coalescingKey(base(true))).not.toBe(coalescingKey(base(false)));
});

test("a person's deed is not lost in an event's wake-up of the same improvement, and never runs beside it", () => {
  const event = { kind: "advance", improvementId: "i" } as const;
  const person = { ...event, byPerson: true } as const;
  expect(wakeUpSchema.parse(person)).toEqual(person);
  expect(coalescingKey(person)).not.toBe(coalescingKey(event));
  expect(exclusionKey(person)).toBe(exclusionKey(event));
  const again = { ...person, checkAsked: true } as const;
  expect(wakeUpSchema.parse(again)).toEqual(again);
  expect(coalescingKey(again)).not.toBe(coalescingKey(person));
});

test.each([
  [7, { kind: "pull_request", number: 7 }],
  [null, { kind: "anything" }],
] as const)("a wake-up that version 0.1.0 queued for pull request %j is understood", (pullNumber, what) => {
  expect(wakeUpSchema.parse({ kind: "pull_changed", repository, pullNumber })).toEqual(changed(what));
});
