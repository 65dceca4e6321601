import { resourceTable } from "./resource-table.ts";

/** What CloudFormation's specification says of one property. */
export interface PropertySpec {
  /** Letters of the table: s i n b l m o j. */
  readonly kinds: string;
  /** The type of the object, or of what the list or the map holds; null where it is not told. */
  readonly within: string | null;
  /** Whether another value replaces the resource; "sometimes" is taken for yes. */
  readonly replaces: boolean;
}

export type TypeSpec = ReadonlyMap<string, PropertySpec>;

let read: ReadonlyMap<string, TypeSpec> | null = null;

/** What is known of a type of resource (`AWS::SQS::Queue`) or within one; null for one that is not in the table. */
export function typeSpec(type: string): TypeSpec | null {
  read ??= new Map(resourceTable.trim().split("\n").map(lineSpec));
  return read.get(type) ?? null;
}

function lineSpec(line: string): [string, TypeSpec] {
  const [type = "", ...properties] = line.split(" ");
  const [resource = ""] = type.split(".");
  return [type, new Map(properties.filter(Boolean).map((text) => propertySpec(text, resource)))];
}

function propertySpec(text: string, resource: string): [string, PropertySpec] {
  const [, name = "", kinds = "", within, mark] = /^(\w+):([a-z]*)(?:#(\w+))?([!?]?)$/.exec(text) ?? [];
  return [name, { kinds, within: within ? `${resource}.${within}` : null, replaces: mark !== "" }];
}
