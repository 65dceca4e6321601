import { z } from "zod";
import { policySchema } from "../../domain/policy/policy.ts";

/** JSON Schema of `.github/self-building.yml`, for editors. */
export function policyJsonSchema(): object {
  return {
    $id: "https://github.com/self-building-agent/self-building-agent/schema/self-building.schema.json",
    title: "Policy of the self-building agent (.github/self-building.yml)",
    ...z.toJSONSchema(policySchema, { io: "input" }),
  };
}
