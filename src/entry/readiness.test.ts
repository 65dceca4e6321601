import { expect, test } from "vitest";
import { reason } from "../domain/shared/reason.ts";
import { httpApplication } from "./http.ts";
import { type ReadinessCheck, readiness } from "./readiness.ts";
import { webhookRoutes } from "./webhooks.ts";

const fine: ReadinessCheck = { name: "database", look: async () => null };

function application(checks: readonly ReadinessCheck[], patienceMs?: number) {
  const errors: unknown[] = [];
  const shut = webhookRoutes({
    app: null,
    store: { claimOnce: async () => true },
    queue: { wake: async () => undefined },
    now: () => 0,
  });
  const app = httpApplication({
    readiness: readiness(checks, patienceMs),
    webhooks: shut,
    mcp: shut,
    onError: (error) => errors.push(error),
  });
  app.get("/broken", () => {
    throw new Error("secret detail");
  });
  return { app, errors };
}

test("alive says nothing about ready", async () => {
  const { app } = application([
    { name: "github", look: async () => reason("github_not_configured", "GitHub is away.") },
  ]);
  expect((await app.request("/health")).status).toBe(200);
  expect((await app.request("/ready")).status).toBe(503);
});

test("ready only when every check is, with a reason for each that is not", async () => {
  expect((await application([fine]).app.request("/ready")).status).toBe(200);
  const failing: ReadinessCheck = { name: "queue", look: () => Promise.reject(new Error("no connection")) };
  const away: ReadinessCheck = {
    name: "github",
    look: async () => reason("github_not_configured", "GitHub is away."),
  };
  const response = await application([fine, failing, away]).app.request("/ready");
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    ready: false,
    checks: [
      { name: "database", ok: true },
      { name: "queue", ok: false, reason: { code: "queue_failed", text: "no connection" } },
      { name: "github", ok: false, reason: { code: "github_not_configured", text: "GitHub is away." } },
    ],
  });
});

test("what is not needed says what is wrong, and the product is ready all the same", async () => {
  const text = "There is no bubblewrap.";
  const lacking: ReadinessCheck = {
    name: "model",
    isNeeded: false,
    look: async () => reason("model_not_isolated", text),
  };
  const response = await application([fine, lacking]).app.request("/ready");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    ready: true,
    checks: [{ ok: true }, { name: "model", ok: true, reason: { code: "model_not_isolated", text } }],
  });
});

test("a check that hangs is not ready, and probes at once share one look", async () => {
  let looks = 0;
  const hanging: ReadinessCheck = {
    name: "github",
    look: () => {
      looks += 1;
      return new Promise(() => undefined);
    },
  };
  const { app } = application([hanging], 20);
  const responses = await Promise.all([app.request("/ready"), app.request("/ready")]);
  expect(responses.map((response) => response.status)).toEqual([503, 503]);
  expect(looks).toBe(1);
  expect(await responses[0]?.json()).toMatchObject({
    checks: [{ name: "github", reason: { code: "github_timeout", text: expect.stringContaining("0.02 s") } }],
  });
});

test("an unknown path is 404 in JSON, and an exception tells the caller nothing of the inside", async () => {
  const { app, errors } = application([fine]);
  expect((await app.request("/nowhere")).status).toBe(404);
  const response = await app.request("/broken");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret detail");
  expect(errors).toEqual([new Error("secret detail")]);
});
