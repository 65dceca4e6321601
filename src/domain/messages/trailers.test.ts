import { expect, it } from "vitest";
import { withTrailers } from "./trailers.ts";

it("puts trailers into a last paragraph of their own, and nothing where there are none", () => {
  expect(withTrailers("Title\n\nBody.\n", ["Signed-off-by: A <a@b.c>", "Ref: OPS-1"])).toBe(
    "Title\n\nBody.\n\nSigned-off-by: A <a@b.c>\nRef: OPS-1",
  );
  expect(withTrailers("Title", [])).toBe("Title");
});
