import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import type { Store } from "../../src/ports/store.ts";
import { type LifecyclePlace, playLifecycle, walkPorts } from "./lifecycle.ts";
import { type BeforeEffect, tellingOfRequests, tellingStore } from "./side-effects.ts";

/** Plays a lifecycle to its end, or continues one, telling of every side effect before it happens. */
export function playTelling(place: LifecyclePlace, store: Store, before: BeforeEffect): Promise<void> {
  return tellingOfRequests(place.githubUrl, before, () => {
    // Wake-ups are in memory: they die with the process, and the sweep has to find what is due.
    const queue = immediateQueue();
    return playLifecycle(place, walkPorts(place, tellingStore(store, before), queue), queue);
  });
}

/** Plays a lifecycle without disturbing it; returns its side effects in order, each under a name of its own. */
export async function effectsOf(place: LifecyclePlace, store: Store): Promise<string[]> {
  const effects = new Counted();
  await playTelling(place, store, async (name) => effects.add(name));
  return effects.names;
}

/**
 * Plays a lifecycle that dies before each of these effects (by their names from {@link effectsOf}), and is continued after
 * each death by a life that knows nothing but what the store and GitHub know. Returns the effects that never came.
 */
export async function playDying(
  place: LifecyclePlace,
  store: Store,
  deaths: readonly string[],
): Promise<string[]> {
  const left = new Set(deaths);
  const done = new Counted();
  while ((await live(place, store, left, done)) === "died");
  return [...left];
}

async function live(
  place: LifecyclePlace,
  store: Store,
  deaths: Set<string>,
  done: Counted,
): Promise<"died" | "ended"> {
  const forever = new Promise<never>(() => {});
  let isAlive = true;
  let die = (_how: "died"): void => {};
  const death = new Promise<"died">((resolve) => {
    die = resolve;
  });
  // As after a kill, nothing that this life was about to do happens, nor what it would have tidied up.
  const before: BeforeEffect = (name) => {
    if (isAlive && deaths.delete(done.next(name))) {
      isAlive = false;
      die("died");
    }
    if (!isAlive) return forever;
    done.add(name);
    return Promise.resolve();
  };
  return Promise.race([playTelling(place, store, before).then(() => "ended" as const), death]);
}

/** Names, those that come several times told apart by a number. */
class Counted {
  readonly names: string[] = [];
  readonly #times = new Map<string, number>();

  /** What the next one of that name is called. */
  next(name: string): string {
    return `${name} (${(this.#times.get(name) ?? 0) + 1})`;
  }

  add(name: string): void {
    this.names.push(this.next(name));
    this.#times.set(name, (this.#times.get(name) ?? 0) + 1);
  }
}
