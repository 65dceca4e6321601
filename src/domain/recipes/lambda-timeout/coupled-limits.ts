import { type Reason, reason } from "../../shared/reason.ts";
import { readFunctionNumber, readNumber } from "../template.ts";
import type { Setting } from "../template-edit.ts";
import { isMeaningMap, type Meaning, type MeaningMap, meaningOf, resourcesOf } from "../template-meaning.ts";
import { type Names, propertiesOf, refersTo, resourceIn } from "../template-references.ts";
import { doNotWait, eventSeconds, principalSeconds, waitingSeconds } from "./callers.ts";
import type { Coupling } from "./coupling.ts";
import { machineLimits } from "./state-machine.ts";

/** How long a function may run as far as its template knows who waits for it, and what has to grow with it. */
export type Fit =
  | { readonly kind: "fits"; readonly seconds: number; readonly also: readonly Setting[] }
  | { readonly kind: "none"; readonly reason: Reason };

const defaultVisibilitySeconds = 30;

/**
 * The longest timeout up to `wanted` that nothing in the template forbids, with the settings that have to be raised
 * along with it; a reason where it cannot be longer than now, or where what is tied to it is not known.
 */
export function fitTimeout(
  template: string,
  resource: string,
  change: { readonly fromSeconds: number; readonly toSeconds: number },
): Fit {
  // Whoever waits for longer than the function may run is not harmed by less.
  if (change.toSeconds <= change.fromSeconds) return { kind: "fits", seconds: change.toSeconds, also: [] };
  const couplings = couplingsOf(template, resource);
  const unknown = couplings.find((one) => one.kind === "unknown");
  if (unknown?.kind === "unknown") return none(resource, unknown.why);
  const limits = couplings.flatMap((one) => (one.kind === "limit" ? [one] : []));
  const lowest = limits.toSorted((a, b) => a.seconds - b.seconds)[0];
  if (lowest && lowest.seconds <= change.fromSeconds)
    return none(resource, `${lowest.who} gives up after ${lowest.seconds} s.`);
  const seconds = Math.min(change.toSeconds, lowest?.seconds ?? change.toSeconds);
  const also: Setting[] = [];
  for (const one of couplings) {
    if (one.kind === "property" && one.seconds < seconds)
      also.push({ ...one.setting, value: seconds + Math.max(0, one.seconds - change.fromSeconds) });
    if (one.kind !== "queue") continue;
    const visibility = readNumber(template, one.queue, ["VisibilityTimeout"]);
    if (visibility.kind === "not_found")
      return none(
        resource,
        `the visibility timeout of its queue ${one.queue} is not known: ${visibility.reason.text}`,
      );
    const needed = 6 * seconds + one.windowSeconds;
    if ((visibility.value ?? defaultVisibilitySeconds) < needed)
      also.push({ resource: one.queue, path: ["VisibilityTimeout"], value: needed });
  }
  return { kind: "fits", seconds, also: eachOnce(also) };
}

function none(resource: string, why: string): Fit {
  return {
    kind: "none",
    reason: reason("timeout_coupled", `The timeout of ${resource} is not raised: ${why}`),
  };
}

/** Two mappings of one queue ask for the longer of two. */
function eachOnce(settings: readonly Setting[]): Setting[] {
  const byPlace = new Map<string, Setting>();
  for (const setting of settings) {
    const key = JSON.stringify([setting.resource, setting.path]);
    const other = byPlace.get(key);
    if (!other || Number(other.value) < Number(setting.value)) byPlace.set(key, setting);
  }
  return [...byPlace.values()];
}

function couplingsOf(template: string, resource: string): Coupling[] {
  const meaning = meaningOf(template);
  const resources = resourcesOf(meaning);
  const own = resources.get(resource);
  if (meaning === null || !own) return [{ kind: "unknown", why: "the template cannot be read." }];
  const names = namesOf(resource, own, resources);
  const fromOthers = [...resources]
    .filter(([id, one]) => !names.ids.has(id) && refersTo(withoutDestinations(one), names))
    .flatMap(([id, one]) => couplingOf(template, id, one, { names, resources }));
  return [...eventsOf(propertiesOf(own).Events, resources), ...fromOthers];
}

/** What a template calls a function: its logical id and those of its versions and aliases, and its name. */
function namesOf(resource: string, own: MeaningMap, resources: ReadonlyMap<string, MeaningMap>): Names {
  const { FunctionName } = propertiesOf(own);
  const ids = new Set([resource]);
  const names = { ids, literal: new Set(typeof FunctionName === "string" ? [FunctionName] : []) };
  for (const type of ["AWS::Lambda::Version", "AWS::Lambda::Alias"]) {
    for (const [id, one] of resources) {
      if (one.Type === type && refersTo(propertiesOf(one).FunctionName, names)) ids.add(id);
    }
  }
  return names;
}

/** Whoever sends failures or results there does not wait for them. */
function withoutDestinations(resource: MeaningMap): Meaning {
  const { EventInvokeConfig, ...properties } = propertiesOf(resource);
  return properties;
}

interface Around {
  readonly names: Names;
  readonly resources: ReadonlyMap<string, MeaningMap>;
}

function couplingOf(template: string, id: string, one: MeaningMap, around: Around): Coupling[] {
  const type = String(one.Type);
  const properties = propertiesOf(one);
  const seconds = waitingSeconds.get(type);
  if (type === "AWS::Lambda::EventSourceMapping") return mappingOf(id, properties, around.resources);
  if (type === "AWS::Lambda::Permission") return permissionOf(id, properties);
  if (/^AWS::(Serverless|StepFunctions)::StateMachine$/.test(type))
    return machineLimits(id, properties, around.names);
  if (/^AWS::(Serverless|Lambda)::Function$/.test(type)) {
    const timeout = readFunctionNumber(template, id, "Timeout");
    return timeout.kind === "found"
      ? [{ kind: "limit", seconds: timeout.value, who: `${id}, which names it and may wait for it,` }]
      : [{ kind: "unknown", why: `${id} names it and may wait for it, and its own timeout is not known.` }];
  }
  if (seconds !== undefined)
    return [{ kind: "limit", seconds: ownSeconds(properties) ?? seconds, who: `${id} (${type})` }];
  if (doNotWait.some((pattern) => pattern.test(type))) return [];
  return [{ kind: "unknown", why: `${id} (${type}) names it, and how long that waits is not known.` }];
}

/** What an integration says itself, e.g. `TimeoutInMillis` or `Integration.TimeoutInMillis`, in seconds. */
function ownSeconds(properties: MeaningMap): number | null {
  const { Integration } = properties;
  const said = isMeaningMap(Integration) ? Integration.TimeoutInMillis : properties.TimeoutInMillis;
  if (said === undefined) return null;
  const milliseconds = Number(typeof said === "string" || typeof said === "number" ? said : Number.NaN);
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : 0;
}

function permissionOf(id: string, { Principal }: MeaningMap): Coupling[] {
  const seconds = principalSeconds.get(typeof Principal === "string" ? Principal : "");
  return seconds === undefined ? [] : [{ kind: "limit", seconds, who: `${Principal} (${id})` }];
}

function eventsOf(events: Meaning | undefined, resources: ReadonlyMap<string, MeaningMap>): Coupling[] {
  if (events === undefined || events === null) return [];
  if (!isMeaningMap(events)) return [{ kind: "unknown", why: "its Events are not plain." }];
  return Object.entries(events).flatMap(([name, event]): Coupling[] => {
    const type = isMeaningMap(event) && typeof event.Type === "string" ? event.Type : "";
    const properties = propertiesOf(isMeaningMap(event) ? event : undefined);
    if (type === "SQS") return queueOf(name, properties.Queue, properties, resources);
    const seconds = eventSeconds.get(type);
    if (seconds === undefined)
      return [
        { kind: "unknown", why: `how long its event ${name} (${type || "not plain"}) waits is not known.` },
      ];
    if (seconds === null) return [];
    return [
      { kind: "limit", seconds: ownSeconds(properties) ?? seconds, who: `its event ${name} (${type})` },
    ];
  });
}

function mappingOf(
  id: string,
  properties: MeaningMap,
  resources: ReadonlyMap<string, MeaningMap>,
): Coupling[] {
  const { EventSourceArn: source } = properties;
  const type = String(resources.get(resourceIn(source) ?? "")?.Type ?? "");
  if (/^AWS::(DynamoDB|Kinesis)::/.test(type)) return [];
  if (typeof source === "string" && /^arn:[\w-]+:(dynamodb|kinesis):/.test(source)) return [];
  const isPolled = ["AmazonManagedKafkaEventSourceConfig", "SelfManagedEventSource", "Queues", "Topics"].some(
    (name) => name in properties,
  );
  if (isPolled) return [{ kind: "limit", seconds: eventSeconds.get("MQ") ?? 0, who: `the mapping ${id}` }];
  return queueOf(id, source, properties, resources);
}

function queueOf(
  name: string,
  source: Meaning | undefined,
  properties: MeaningMap,
  resources: ReadonlyMap<string, MeaningMap>,
): Coupling[] {
  const queue = resourceIn(source);
  if (queue === null || resources.get(queue)?.Type !== "AWS::SQS::Queue")
    return [
      {
        kind: "unknown",
        why: `the queue of ${name} is not in the template, so its visibility timeout is not known.`,
      },
    ];
  const batching = properties.MaximumBatchingWindowInSeconds ?? 0;
  const windowSeconds = Number(typeof batching === "object" ? Number.NaN : batching);
  return Number.isFinite(windowSeconds)
    ? [{ kind: "queue", queue, windowSeconds }]
    : [{ kind: "unknown", why: `how long ${name} gathers a batch is not known.` }];
}
