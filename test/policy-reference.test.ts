import { expect, test } from "vitest";
import { policyJsonSchema } from "../src/entry/cli/policy-json-schema.ts";
import { policyReference } from "./policy-reference.ts";

test("the policy reference is the schema's", async () => {
  await expect(policyReference(policyJsonSchema())).toMatchFileSnapshot("../docs/policy-reference.md");
});
