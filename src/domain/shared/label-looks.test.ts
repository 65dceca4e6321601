import { expect, test } from "vitest";
import { labelLook } from "./label-looks.ts";
import { labels } from "./names.ts";

test.each(Object.values(labels))(
  "GitHub takes the look of %s, which differs from a plain hold's or is one",
  (name) => {
    const { color, description } = labelLook(name);
    expect(color).toMatch(/^[0-9a-f]{6}$/);
    expect(description.length).toBeLessThanOrEqual(100);
    expect(labelLook(name.toUpperCase())).toEqual(labelLook(name));
    expect(description === labelLook("do not merge").description).toBe(name === labels.hold);
  },
);
