import { expect, test } from "vitest";
import { recipes } from "../src/domain/recipes/recipes.ts";
import { policyJsonSchema } from "../src/entry/cli/policy-json-schema.ts";
import { policyReference } from "./policy-reference.ts";

test("the policy reference is the schema's", async () => {
  await expect(policyReference(policyJsonSchema(), recipes)).toMatchFileSnapshot(
    "../docs/policy-reference.md",
  );
});
