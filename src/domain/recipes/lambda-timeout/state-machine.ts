import { isList, isMeaningMap, type Meaning, type MeaningMap } from "../template-meaning.ts";
import { type Names, refersTo } from "../template-references.ts";
import type { Coupling } from "./coupling.ts";

/** What a state machine's definition says of how long it waits for the functions that it calls. */
export function machineLimits(id: string, properties: MeaningMap, names: Names): Coupling[] {
  const { Definition, DefinitionString } = properties;
  if (isMeaningMap(Definition)) {
    const substituted = substitutesOf(properties.DefinitionSubstitutions, names);
    return limitsIn(id, Definition, ["Definition"], (state) => calls(state, names, substituted));
  }
  if (DefinitionString === undefined)
    return [
      {
        kind: "unknown",
        why: `the definition of the state machine ${id}, which calls it, is in another file.`,
      },
    ];
  const saysLimits = /TimeoutSeconds|HeartbeatSeconds/.test(JSON.stringify(DefinitionString));
  return saysLimits
    ? [
        {
          kind: "unknown",
          why: `the state machine ${id}, which calls it, has limits in a text that is not edited.`,
        },
      ]
    : [];
}

/** The names by which a definition calls the function: `DefinitionSubstitutions: { Charge: !GetAtt Orders.Arn }`. */
function substitutesOf(substitutions: Meaning | undefined, names: Names): readonly string[] {
  if (!isMeaningMap(substitutions)) return [];
  return Object.entries(substitutions).flatMap(([name, value]) =>
    refersTo(value, names) ? [`\${${name}}`] : [],
  );
}

function calls(state: MeaningMap, names: Names, substituted: readonly string[]): boolean {
  const { Resource, Parameters, Arguments } = state;
  const called: Meaning = [Resource ?? null, Parameters ?? null, Arguments ?? null];
  const text = JSON.stringify(called);
  return refersTo(called, names) || substituted.some((name) => text.includes(name));
}

/** Limits of the states that call the function, and of everything around them. */
function limitsIn(
  id: string,
  part: MeaningMap,
  path: readonly string[],
  isCaller: (state: MeaningMap) => boolean,
): Coupling[] {
  const inside = Object.entries(part).flatMap(([name, value]): Coupling[] => {
    if (isMeaningMap(value)) return limitsIn(id, value, [...path, name], isCaller);
    if (!isList(value)) return [];
    // What stands in a list has no path that could be set.
    return value
      .flatMap((one) => (isMeaningMap(one) ? limitsIn(id, one, [], isCaller) : []))
      .map(() => ({ kind: "unknown", why: `a branch of the state machine ${id} limits it.` }));
  });
  if (!isCaller(part) && !holdsCaller(part, isCaller)) return inside;
  const own = ["TimeoutSeconds", "HeartbeatSeconds"].flatMap((name): Coupling[] => {
    const said = part[name];
    if (said === undefined) return [];
    if (typeof said !== "number")
      return [{ kind: "unknown", why: `${name} of the state machine ${id}, which calls it, is not plain.` }];
    return [{ kind: "property", setting: { resource: id, path: [...path, name] }, seconds: said }];
  });
  return [...own, ...inside];
}

function holdsCaller(part: Meaning, isCaller: (state: MeaningMap) => boolean): boolean {
  if (isList(part)) return part.some((one) => holdsCaller(one, isCaller));
  if (!isMeaningMap(part)) return false;
  return isCaller(part) || Object.values(part).some((one) => holdsCaller(one, isCaller));
}
