import { expect, test } from "vitest";
import { explain, isOutage } from "./faults.ts";

function fault(name: string, fields: object = {}): Error {
  return Object.assign(new Error("from AWS"), { name, ...fields });
}

function answered(name: string, httpStatusCode: number): Error {
  return fault(name, { $metadata: { httpStatusCode } });
}

test.each([
  ["a server error", answered("InternalServiceFault", 500), true],
  ["throttling with status 400", answered("ThrottlingException", 400), true],
  ["throttling in the old spelling", answered("Throttling", 400), true],
  ["too many requests", answered("Unknown", 429), true],
  ["a timeout", fault("TimeoutError"), true],
  ["a refused connection", fault("Error", { code: "ECONNREFUSED" }), true],
  ["an unknown host", fault("Error", { code: "ENOTFOUND" }), true],
  ["a refusal", answered("AccessDenied", 403), false],
  ["an expired token", answered("ExpiredTokenException", 403), false],
  ["no credentials", fault("CredentialsProviderError"), false],
  ["a wrong request", answered("ValidationError", 400), false],
  ["a fault of our own", new TypeError("x is not a function"), false],
  ["something that is no error", "text", false],
])("%s: whether it is an outage", (_what, error, expected) => {
  expect(isOutage(error)).toBe(expected);
});

test.each([
  ["AccessDenied", /Allow "logs:FilterLogEvents"/],
  ["ExpiredToken", /renew them/],
  ["CredentialsProviderError", /AWS_PROFILE/],
  ["ValidationError", /ValidationError: from AWS/],
])("%s is explained with what to do, and kept as the cause", (name, text) => {
  const error = fault(name);
  const explained = explain(error, "logs:FilterLogEvents");
  expect(explained.message).toMatch(text);
  expect(explained.cause).toBe(error);
});
