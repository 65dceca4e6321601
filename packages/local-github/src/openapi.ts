import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { z } from "zod";
import { findDescribedRoute, inlineReferences } from "./openapi-description.ts";

/** One HTTP request to GitHub's REST API, as it goes over the wire. */
export interface GitHubRequest {
  readonly method: string;
  /** Path from the API's root, percent-encoded as sent, without the query. */
  readonly path: string;
  /** Query parameters; a repeated one is an array. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Parsed JSON body; leave out when there was none. */
  readonly body?: unknown;
}

const jsonObject = z.record(z.string(), z.unknown());
const parameterShape = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: jsonObject,
});
const operationShape = z.object({
  operationId: z.string(),
  parameters: z.array(parameterShape).default([]),
  requestBody: z
    .object({
      required: z.boolean().optional(),
      content: z.record(z.string(), z.object({ schema: jsonObject.optional() })),
    })
    .optional(),
});

interface OperationCheck {
  readonly operationId: string;
  readonly parameters: ValidateFunction;
  readonly body: ValidateFunction | null;
  readonly bodyRequired: boolean;
  readonly bodyProperties: ReadonlySet<string> | null;
}

const checks = new WeakMap<object, OperationCheck>();
const parameterAjv = createAjv(true);
const bodyAjv = createAjv(false);

/**
 * Checks one request against GitHub's OpenAPI description (`@octokit/openapi`, api.github.com).
 *
 * Stricter than GitHub in one way: a query parameter or a top-level body property that the description
 * does not know is an error too, because it is nearly always a misspelling.
 *
 * @returns what is wrong, one sentence each; empty when the request is valid.
 */
export function validateGitHubRequest(request: GitHubRequest): string[] {
  const method = request.method.toLowerCase();
  const found = findDescribedRoute(request.path);
  const operation = found?.methods[method];
  if (!found || operation === undefined) {
    return [`${request.method.toUpperCase()} ${request.path} is no route of GitHub's REST API`];
  }
  const check = checkFor(operation);
  return [
    ...parameterProblems(check, { ...request.query, ...found.parameters }),
    ...bodyProblems(check, request.body),
  ].map((problem) => `${check.operationId}: ${problem}`);
}

/** Whether GitHub's description has such a route at all, whatever the parameters. */
export function isGitHubRoute(method: string, path: string): boolean {
  return findDescribedRoute(path)?.methods[method.toLowerCase()] !== undefined;
}

function parameterProblems(check: OperationCheck, values: Record<string, unknown>): string[] {
  return check.parameters({ ...values }) ? [] : describe(check.parameters.errors, "parameter");
}

function bodyProblems(check: OperationCheck, body: unknown): string[] {
  const empty = body === undefined || body === null || body === "" || isEmptyObject(body);
  if (!check.body) {
    return empty ? [] : ["takes no body"];
  }
  if (empty && !check.bodyRequired) {
    return [];
  }
  const problems = check.body(body ?? {}) ? [] : describe(check.body.errors, "body");
  return [...problems, ...unknownProperties(check, body)];
}

function unknownProperties(check: OperationCheck, body: unknown): string[] {
  const known = check.bodyProperties;
  if (!known || typeof body !== "object" || body === null || Array.isArray(body)) {
    return [];
  }
  return Object.keys(body)
    .filter((name) => !known.has(name))
    .map((name) => `body has the unknown property ${JSON.stringify(name)}`);
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

function describe(errors: ErrorObject[] | null | undefined, where: string): string[] {
  return (errors ?? []).map((error) => {
    const extra = "additionalProperty" in error.params ? ` (${error.params.additionalProperty})` : "";
    return `${where} ${error.instancePath.slice(1) || "as a whole"} ${error.message ?? "is wrong"}${extra}`;
  });
}

function checkFor(operation: object): OperationCheck {
  const known = checks.get(operation);
  if (known) {
    return known;
  }
  const check = compile(operation);
  checks.set(operation, check);
  return check;
}

function compile(rawOperation: unknown): OperationCheck {
  const operation = operationShape.parse(
    inlineReferences({ ...jsonObject.parse(rawOperation), responses: {} }),
  );
  const parameters = operation.parameters.filter(({ in: where }) => where === "path" || where === "query");
  const bodySchema = operation.requestBody?.content["application/json"]?.schema;
  return {
    operationId: operation.operationId,
    parameters: parameterAjv.compile({
      type: "object",
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    }),
    body: bodySchema ? bodyAjv.compile(bodySchema) : null,
    bodyRequired: operation.requestBody?.required ?? false,
    bodyProperties: bodySchema ? propertyNames(bodySchema) : null,
  };
}

/** Names a body may have at the top; null when the schema leaves them open. */
function propertyNames(schema: Record<string, unknown>): Set<string> | null {
  const names = new Set(Object.keys(jsonObject.catch({}).parse(schema.properties)));
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    for (const part of z.array(jsonObject).catch([]).parse(schema[keyword])) {
      for (const name of propertyNames(part) ?? []) {
        names.add(name);
      }
    }
  }
  const open = schema.additionalProperties === true || typeof schema.additionalProperties === "object";
  return names.size === 0 || open ? null : names;
}

function createAjv(coerceTypes: boolean): Ajv {
  return new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    formats: fullFormats,
    coerceTypes: coerceTypes ? "array" : false,
  });
}
