import { expect, test } from "vitest";
import { corpus } from "./corpus.ts";
import { mark, scores } from "./score.ts";

test.each([
  ["tuned on", false],
  ["held out", true],
])(
  "frames, language and type are read right of nearly all traces, and no file is wrong (%s)",
  (_, heldOut) => {
    const marks = corpus(heldOut).map(mark);
    for (const { group, frame, language, type, file, wrongFiles } of [
      ...scores(marks, ({ entry }) => entry.logger),
      ...scores(marks, ({ entry }) => entry.trace.language),
    ]) {
      expect({ group, least: Math.min(frame, language, type, file), wrongFiles }).toMatchObject({
        wrongFiles: 0,
      });
      expect(Math.min(frame, language, type, file), group).toBeGreaterThanOrEqual(0.95);
    }
  },
);
