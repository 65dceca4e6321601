import { isList, isMeaningMap, type Meaning, type MeaningMap } from "./template-meaning.ts";

/** How a template can name something: the logical ids of resources, and names that are given to them. */
export interface Names {
  readonly ids: ReadonlySet<string>;
  readonly literal: ReadonlySet<string>;
}

/** Whether a part of a template names it: by `Ref`, `Fn::GetAtt` or `Fn::Sub`, its name or its ARN. */
export function refersTo(part: Meaning | undefined, names: Names): boolean {
  if (typeof part === "string") return names.literal.has(part) || namesInArn(part, names);
  if (isList(part)) return part.some((one) => refersTo(one, names));
  if (!isMeaningMap(part)) return false;
  return Object.entries(part).some(([name, value]) => {
    switch (name) {
      case "Ref":
        return typeof value === "string" && names.ids.has(value.split(".")[0] ?? "");
      case "Fn::GetAtt":
        return names.ids.has(resourceIn(part) ?? "");
      case "Fn::Sub": {
        const [text, variables] = isList(value) ? value : [value];
        return namesInText(text, names) || refersTo(text, names) || refersTo(variables, names);
      }
      default:
        return refersTo(value, names);
    }
  });
}

function namesInArn(text: string, { literal }: Names): boolean {
  return text.includes(":function:") && text.split(/[:/]/).some((one) => literal.has(one));
}

function namesInText(text: Meaning | undefined, { ids }: Names): boolean {
  if (typeof text !== "string") return false;
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}/g)].some(([, id]) => ids.has(id ?? ""));
}

/** The resource of a `Fn::GetAtt`, in both of its forms; null for anything else. */
export function resourceIn(part: Meaning | undefined): string | null {
  const named = isMeaningMap(part) ? part["Fn::GetAtt"] : undefined;
  const [first] = isList(named) ? named : [named];
  return typeof first === "string" ? (first.split(".")[0] ?? null) : null;
}

/** A resource's properties; empty where they are none that can be read. */
export function propertiesOf(resource: MeaningMap | undefined): MeaningMap {
  const properties = resource?.Properties;
  return isMeaningMap(properties) ? properties : {};
}
