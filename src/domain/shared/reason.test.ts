import { expect, it } from "vitest";
import { reason, reasonSchema, waitsFor } from "./reason.ts";

it("of another version is read as it was written, and left to people", () => {
  const read = reasonSchema.parse({ code: "code_of_old", text: "It was so." });
  expect(read).toEqual({ code: "code_of_old", text: "It was so." });
  expect(waitsFor(read)).toBe("people");
  expect(() => reasonSchema.parse({ code: 7, text: "" })).toThrow();
});

it("says who has to act, from the table", () => {
  expect(waitsFor(reason("check_running", "ci runs."))).toBe("ci");
  expect(waitsFor(reason("auto_merge_off", "People merge."))).toBe("people");
});
