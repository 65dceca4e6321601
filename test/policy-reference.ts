import { z } from "zod";

interface SchemaNode {
  description?: string | undefined;
  default?: unknown;
  type?: string | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  required?: string[] | undefined;
  properties?: Record<string, SchemaNode> | undefined;
  items?: SchemaNode | undefined;
  anyOf?: SchemaNode[] | undefined;
  oneOf?: SchemaNode[] | undefined;
  title?: string | undefined;
}

const schemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    default: z.unknown().optional(),
    type: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), schemaNode).optional(),
    items: schemaNode.optional(),
    anyOf: z.array(schemaNode).optional(),
    oneOf: z.array(schemaNode).optional(),
    title: z.string().optional(),
  }),
);

/** The settings of a JSON Schema as a page of Markdown, one row a setting, and the recipes that they can name. */
export function policyReference(
  schema: unknown,
  recipes: readonly { readonly name: string; readonly finds: string }[],
): string {
  const rows = settingRows(schema);
  return [
    "# Policy reference",
    "All settings of `.github/self-building.yml`. This page is made from the schema in `src/domain/policy/policy.ts` (`npx vitest run test/policy-reference.test.ts -u`); for editors there is [a JSON Schema](../schema/self-building.schema.json). A setting that is not listed is an error, so that a misspelt one is not silently ignored.",
    ["| setting | values | default | |", "|---|---|---|---|", ...rows].join("\n"),
    "## Recipes",
    ["| recipe | what it finds and changes |", "|---|---|", ...recipes.map(recipeRow)].join("\n"),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

/** Every setting of a JSON Schema of an object as a row of a Markdown table: its name, values, default, meaning. */
export function settingRows(schema: unknown): string[] {
  return rowsOf(schemaNode.parse(schema), "").map((row) => `| ${row.join(" | ")} |`);
}

function recipeRow({ name, finds }: { readonly name: string; readonly finds: string }): string {
  return `| \`${name}\` | ${finds} |`;
}

function rowsOf(node: SchemaNode, prefix: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    if (name === "$schema") return [];
    const path = `${prefix}${name}`;
    const inner = [
      ...rowsOf(child, `${path}.`),
      ...rowsOf(child.items ?? {}, `${path}[].`),
      ...(child.items?.anyOf ?? []).flatMap((one) => rowsOf(one, `${path}[].`)),
    ];
    const isOnlyAGroup = child.properties !== undefined && child.description === undefined;
    return isOnlyAGroup ? inner : [rowOf(path, child, neededIn(node, name)), ...inner];
  });
}

/** Whether a setting is needed: always, or in one of the forms that an object may have. */
function neededIn(node: SchemaNode, name: string): string {
  const forms = node.oneOf ?? [];
  const needing = forms.filter(({ required }) => required?.includes(name));
  if (node.required?.includes(name) || (forms.length === 1 && needing.length === 1)) return "**needed**";
  return needing.map(({ title }) => `**needed** for ${title}`).join(", ");
}

function rowOf(path: string, node: SchemaNode, needed: string): string[] {
  const fallback = node.default === undefined ? needed : `\`${JSON.stringify(node.default)}\``;
  return [
    `\`${path}\``,
    valuesOf(node),
    fallback,
    (node.description ?? node.items?.description ?? "").replaceAll("<", "&lt;"),
  ];
}

function valuesOf(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum) return node.enum.map((one) => `\`${String(one)}\``).join(", ");
  if (node.anyOf) return node.anyOf.map(valuesOf).join(" or ");
  if (node.items) return `list of ${itemCount(node)}${valuesOf(node.items)}`;
  return `${node.type ?? "any"}${rangeOf(node)}`;
}

function itemCount({ minItems, maxItems }: SchemaNode): string {
  return minItems !== undefined && maxItems !== undefined ? `${minItems} to ${maxItems}: ` : "";
}

function rangeOf(node: SchemaNode): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (exclusiveMinimum !== undefined && exclusiveMaximum !== undefined) {
    return `, between ${exclusiveMinimum} and ${exclusiveMaximum}`;
  }
  if (node.maxLength !== undefined) return `, ${node.minLength ?? 0} to ${node.maxLength} characters`;
  return "";
}
