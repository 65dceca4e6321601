import { type Reason, reason } from "../shared/reason.ts";
import { typeSpec } from "./resource-types.ts";
import {
  isList,
  isMeaningMap,
  type Meaning,
  type MeaningMap,
  meaningOf,
  resourcesOf,
} from "./template-meaning.ts";

/** Sections in which nothing says how a resource is. */
const harmless = new Set([
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Outputs",
  "Resources",
  "Globals",
]);
/** What may change of a resource beside its properties. */
const harmlessAttributes = new Set(["Properties", "Metadata", "DependsOn"]);

/**
 * Reasons against an edit of a SAM or CloudFormation template: it would replace or remove a resource, set a property
 * that there is none of, give one a value of a wrong type, or change what nobody can tell the effect of. None for files
 * that are no templates.
 * @param before null for a new file
 */
export function templateProblems(path: string, before: string | null, after: string): Reason[] {
  if (!/\.(ya?ml|json|template)$/i.test(path)) return [];
  if (![before, after].some((text) => text !== null && isTemplate(text))) return [];
  const was = before === null ? {} : meaningOf(before);
  const is = meaningOf(after);
  if (!isMeaningMap(was) || !isMeaningMap(is))
    return [
      reason("template_change_unknown", `${path} cannot be read as a template before and after the change.`),
    ];
  const reasons = [...sectionProblems(was, is), ...globalProblems(was.Globals, is.Globals)];
  const now = resourcesOf(is);
  const then = resourcesOf(was);
  for (const [id, one] of then) reasons.push(...resourceProblems(id, one, now.get(id)));
  for (const [id, one] of now) if (!then.has(id)) reasons.push(...newProblems(id, one));
  return reasons.map((one) => ({ ...one, text: `${path}: ${one.text}` }));
}

function isTemplate(text: string): boolean {
  if (!/\bResources\b/.test(text)) return false;
  return [...resourcesOf(meaningOf(text)).values()].some(({ Type }) =>
    /^(AWS|Alexa|Custom)::/.test(String(Type)),
  );
}

function sectionProblems(was: MeaningMap, is: MeaningMap): Reason[] {
  const sections = Object.keys(was).filter(
    (name) => !harmless.has(name) && !startsAlike(was[name], is[name]),
  );
  return sections.map((name) =>
    reason("template_change_unknown", `${name} changes, and what that does to resources cannot be told.`),
  );
}

/** Whether everything is as it was, but for what is new. */
function startsAlike(was: Meaning | undefined, is: Meaning | undefined): boolean {
  if (isMeaningMap(was) && isMeaningMap(is))
    return Object.entries(was).every(([name, value]) => same(value, is[name]));
  return same(was, is);
}

function globalProblems(was: Meaning | undefined, is: Meaning | undefined): Reason[] {
  if (same(was, is)) return [];
  const sections = Object.keys({ ...(isMeaningMap(was) ? was : {}), ...(isMeaningMap(is) ? is : {}) });
  return sections.flatMap((name) =>
    propertyProblems(
      `Globals.${name}`,
      `AWS::Serverless::${name}`,
      isMeaningMap(was) ? was[name] : undefined,
      isMeaningMap(is) ? is[name] : undefined,
    ),
  );
}

function resourceProblems(id: string, was: MeaningMap, is: MeaningMap | undefined): Reason[] {
  if (same(was, is)) return [];
  if (is === undefined) return [reason("template_replaces", `${id} would be removed.`)];
  if (!same(was.Type, is.Type)) return [reason("template_replaces", `${id} would become another resource.`)];
  const attributes = Object.keys({ ...was, ...is }).filter(
    (name) => !harmlessAttributes.has(name) && !same(was[name], is[name]),
  );
  return [
    ...attributes.map((name) =>
      reason("template_change_unknown", `${name} of ${id} changes, and what comes of that cannot be told.`),
    ),
    ...propertyProblems(id, String(is.Type), was.Properties, is.Properties),
  ];
}

/** What is new replaces nothing. Of a type that is not in the table nothing can be said. */
function newProblems(id: string, is: MeaningMap): Reason[] {
  if (typeSpec(String(is.Type)) === null) return [];
  return propertyProblems(id, String(is.Type), undefined, is.Properties).filter(
    ({ code }) => code !== "template_replaces",
  );
}

function propertyProblems(
  where: string,
  type: string,
  was: Meaning | undefined,
  is: Meaning | undefined,
): Reason[] {
  if (same(was, is)) return [];
  const spec = typeSpec(type);
  if (spec === null || isFunction(was) || isFunction(is))
    return [
      reason("template_change_unknown", `${where} (${type}) changes, and what that replaces is not known.`),
    ];
  if (is !== undefined && !isMeaningMap(is)) return [wrongType(where)];
  const before = isMeaningMap(was) ? was : {};
  const after = isMeaningMap(is) ? is : {};
  return Object.keys({ ...before, ...after })
    .filter((name) => !same(before[name], after[name]))
    .flatMap((name): Reason[] => {
      const property = spec.get(name);
      const place = `${where}.${name}`;
      if (!property)
        return [reason("template_property_unknown", `${type} has no property ${name} (${place}).`)];
      if (property.replaces) return [reason("template_replaces", `another ${place} replaces the resource.`)];
      const value = after[name];
      if (value === undefined || isFunction(value)) return [];
      if (!fits(value, property.kinds)) return [wrongType(place)];
      return property.within === null ? [] : partProblems(place, property.within, before[name], value);
    });
}

/** Objects in a list are compared with those at the same place, those in a map with those of the same name. */
function partProblems(where: string, type: string, was: Meaning | undefined, is: Meaning): Reason[] {
  if (isList(is)) {
    const before = isList(was) ? was : [];
    return is.flatMap((one, index) =>
      isFunction(one) || !isMeaningMap(one)
        ? []
        : propertyProblems(`${where}[${index}]`, type, objectOf(before[index]), one),
    );
  }
  return isMeaningMap(is) ? propertyProblems(where, type, objectOf(was), is) : [];
}

function objectOf(part: Meaning | undefined): MeaningMap | undefined {
  return isMeaningMap(part) && !isFunction(part) ? part : undefined;
}

function wrongType(where: string): Reason {
  return reason("template_property_type", `${where} would have a value of a type that it cannot have.`);
}

/** Whether CloudFormation takes a value for one of these kinds; it reads numbers in quotes, and numbers as text. */
function fits(value: Meaning, kinds: string): boolean {
  if (kinds.includes("j")) return value !== null;
  if (isList(value)) return kinds.includes("l");
  if (isMeaningMap(value)) return /[mo]/.test(kinds);
  if (typeof value === "boolean") return /[bs]/.test(kinds);
  if (typeof value === "number")
    return /[ns]/.test(kinds) || (kinds.includes("i") && Number.isInteger(value));
  if (value === null) return false;
  if (kinds.includes("s")) return true;
  if (kinds.includes("b") && /^(true|false)$/.test(value)) return true;
  return /^-?\d+$/.test(value) ? /[in]/.test(kinds) : kinds.includes("n") && /^-?\d+\.\d+$/.test(value);
}

/** `Ref`, `Fn::If` and the like: what it gives is known when the stack is made. */
function isFunction(part: Meaning | undefined): boolean {
  return (
    isMeaningMap(part) &&
    Object.keys(part).some((name) => name === "Ref" || name === "<<" || name.startsWith("Fn::"))
  );
}

function same(one: Meaning | undefined, other: Meaning | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
