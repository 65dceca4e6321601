import type { PullIssue } from "@self-building-agent/local-github/entities.ts";
import { z } from "zod";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement, StageName } from "../../src/domain/improvement/improvement.ts";
import { jobs } from "../../src/entry/jobs.ts";
import { wakeUpsFor } from "../../src/entry/webhook-events.ts";
import { startMs } from "../stand-ins/memory-world.ts";
import { cycleOf, type LifecyclePlace, walkPorts, walkSettings } from "./lifecycle.ts";
import type { LifecycleWorld } from "./lifecycle-world.ts";

const ofRepository = z.object({ repository: z.object({ name: z.string() }) });
const minuteMs = 60_000;

/** One repository with one improvement, and what people do there; the app looks only when it is told to. */
export class PlayedPlace {
  readonly fullName: string;
  readonly place: LifecyclePlace;
  readonly #world: LifecycleWorld;
  readonly #queue = immediateQueue();
  readonly #deliveries: { readonly event: string; readonly payload: unknown }[] = [];
  #nowMs = startMs;

  constructor(world: LifecycleWorld, place: LifecyclePlace) {
    this.#world = world;
    this.place = place;
    this.fullName = `${place.repository.owner}/${place.repository.name}`;
    world.github.webhooks.subscribe((event, payload) => {
      const shown = ofRepository.safeParse(payload);
      if (shown.data?.repository.name === place.repository.name) this.#deliveries.push({ event, payload });
    });
  }

  /** A place whose one improvement has gone as far as a stage. */
  static async at(stage: StageName, world: LifecycleWorld, place: LifecyclePlace): Promise<PlayedPlace> {
    const played = new PlayedPlace(world, place);
    await played.cycle();
    await played.until(stage);
    return played;
  }

  get people() {
    return this.#world.github.people;
  }

  get repository() {
    return this.#world.repository(this.place);
  }

  /** The app's pull request, or the one after it, its revert. */
  pull(which: "improvement" | "revert" = "improvement"): PullIssue {
    const pull = this.#world.pulls(this.place)[which === "improvement" ? 0 : 1];
    if (!pull) throw new Error("There is a pull request.");
    return pull;
  }

  async cycle(): Promise<void> {
    const request = { ...cycleOf(this.place), cycleId: `${this.place.tenant}-${this.#nowMs}` };
    await runCycle(request, this.#ports(), walkSettings(this.place), this.#nowMs);
  }

  async row(): Promise<Improvement> {
    const [row] = await this.#world.store.improvements({ tenant: this.place.tenant });
    if (!row) throw new Error("There is an improvement.");
    return row;
  }

  /** One look of the app's, `minutes` later. */
  async look(minutes = 1): Promise<Improvement> {
    this.#nowMs += minutes * minuteMs;
    await advance((await this.row()).id, this.#ports(), walkSettings(this.place), this.#nowMs);
    return this.row();
  }

  /** Looks until it is at a stage. */
  async until(stage: StageName, minutes = 1): Promise<Improvement> {
    for (let count = 0; count < 100 && (await this.row()).stage !== stage; count++) await this.look(minutes);
    const row = await this.row();
    if (row.stage !== stage) throw new Error(`It is ${row.stage}, not ${stage}.`);
    return row;
  }

  /** People do something, and GitHub tells the app of that and of nothing before. */
  async told(deed: () => Promise<unknown>): Promise<Improvement> {
    this.#deliveries.length = 0;
    await deed();
    const work = jobs(this.#ports(), walkSettings(this.place), () => this.#nowMs);
    for (const { event, payload } of this.#deliveries.splice(0)) {
      for (const wakeUp of wakeUpsFor(event, payload)) await work(wakeUp);
    }
    const [failed] = await this.#queue.drain(work);
    if (failed) throw failed;
    return this.row();
  }

  comments(of: PullIssue): string[] {
    return of.comments.map(({ body }) => body);
  }

  #ports() {
    return walkPorts(this.place, this.#world.store, this.#queue);
  }
}
