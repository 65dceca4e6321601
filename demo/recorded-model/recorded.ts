/** What the local model is made to do instead of its best. */
export type Scenario =
  | "nonsense"
  | "wrong_shape"
  | "refusal"
  | "cut_off"
  | "path_outside"
  | "workflow_path"
  | "secret"
  | "edit_missing"
  | "declined";

/** A turn as the endpoint answers it. */
export type RecordedTurn =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refusal"; readonly text: string }
  | { readonly kind: "cut_off"; readonly text: string };

interface RecordedAnswer {
  readonly edits: readonly object[];
  readonly summary: string;
  readonly rationale: string;
  readonly prediction: null;
}

/** The recorded turn for a prompt, or for a scenario. */
export function recordedTurn(prompt: string, scenario: Scenario | null): RecordedTurn {
  switch (scenario) {
    case null:
      return { kind: "text", text: JSON.stringify(bestAnswer(prompt)) };
    case "nonsense":
      return { kind: "text", text: "Sure! I would start by looking at the order service." };
    case "wrong_shape":
      return { kind: "text", text: JSON.stringify({ edits: "none", note: "see above" }) };
    case "refusal":
      return { kind: "refusal", text: "I'm sorry, I can't help with that." };
    case "cut_off":
      return { kind: "cut_off", text: JSON.stringify(bestAnswer(prompt)).slice(0, 40) };
    case "declined":
      return { kind: "text", text: JSON.stringify(declined) };
    case "path_outside":
      return change({ kind: "create", path: "../outside.js", content: "export const here = true;\n" });
    case "workflow_path":
      return change({ kind: "create", path: ".github/workflows/extra.yml", content: "on: push\n" });
    case "secret":
      return change({
        kind: "create",
        path: "src/orders/token.js",
        content: `export const key = "${madeUpToken()}";\n`,
      });
    case "edit_missing":
      return change({
        kind: "replace",
        path: "src/orders/label.js",
        oldText: "this is not in the file",
        newText: "nor this",
      });
  }
}

function change(edit: object): RecordedTurn {
  const answer: RecordedAnswer = {
    edits: [edit],
    summary: "Change something",
    rationale: "Because it was asked for.",
    prediction: null,
  };
  return { kind: "text", text: JSON.stringify(answer) };
}

/** Put together here, so that no scanner takes this file for a leak. */
function madeUpToken(): string {
  return ["ghp", "x7Kq2mVb9TfLw4RzYc1NdJh8GsPeUa5oXi3B"].join("_");
}

const declined: RecordedAnswer = {
  edits: [],
  summary: "",
  rationale: "The files shown do not contain the cause.",
  prediction: null,
};

function bestAnswer(prompt: string): RecordedAnswer {
  if (prompt.includes("component request")) return component(prompt);
  if (prompt.includes(faultyLine)) return orderFix;
  return declined;
}

const faultyLine = "const city = order.shippingAddress.city.toUpperCase();";

const orderFix: RecordedAnswer = {
  edits: [
    {
      kind: "replace",
      path: "src/orders/label.js",
      oldText: `  ${faultyLine}`,
      newText: '  const city = order.shippingAddress?.city?.toUpperCase() ?? "PICK-UP";',
    },
    {
      kind: "create",
      path: "test/orders-pick-up.test.js",
      content: [
        'import assert from "node:assert/strict";',
        'import { test } from "node:test";',
        'import { shippingLabel } from "../src/orders/label.js";',
        "",
        'test("labels an order that is picked up and has no address", () => {',
        '  assert.equal(shippingLabel({ id: 9 }), "9 PICK-UP");',
        "});",
        "",
      ].join("\n"),
    },
  ],
  summary: "Label orders that have no shipping address as pick-up",
  rationale:
    "Orders that are picked up have no shippingAddress, so reading its city threw a TypeError and the whole batch " +
    "failed. Such orders now get the label PICK-UP; a test covers them.",
  prediction: null,
};

function component(prompt: string): RecordedAnswer {
  const name = /"name":\s*"([A-Za-z0-9_-]+)"/.exec(prompt)?.[1] ?? "component";
  const file = name.toLowerCase().replaceAll("_", "-");
  return {
    edits: [
      {
        kind: "create",
        path: `src/${file}/handler.js`,
        content: [
          `/** Answers with what ${name} can do. */`,
          "export async function handler() {",
          `  return { statusCode: 200, body: JSON.stringify({ name: "${name}", ready: true }) };`,
          "}",
          "",
        ].join("\n"),
      },
      {
        kind: "create",
        path: `test/${file}.test.js`,
        content: [
          'import assert from "node:assert/strict";',
          'import { test } from "node:test";',
          `import { handler } from "../src/${file}/handler.js";`,
          "",
          `test("${name} says that it is ready", async () => {`,
          "  const { statusCode, body } = await handler();",
          "  assert.equal(statusCode, 200);",
          "  assert.equal(JSON.parse(body).ready, true);",
          "});",
          "",
        ].join("\n"),
      },
    ],
    summary: `Add ${name}`,
    rationale: `${name} was requested; it answers that it is ready, and a test covers it.`,
    prediction: null,
  };
}
