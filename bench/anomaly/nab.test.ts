import { expect, test } from "vitest";
import { parseNabCsv } from "./nab.ts";

test("rows become points in UTC, whatever the line ends", () => {
  const points = parseNabCsv(
    "timestamp,value\r\n2014-04-10 07:15:00,1.5\r\n2014-04-10 07:20:00.000000,-2\r\n",
  );
  expect(points).toEqual([
    { atMs: Date.UTC(2014, 3, 10, 7, 15), value: 1.5 },
    { atMs: Date.UTC(2014, 3, 10, 7, 20), value: -2 },
  ]);
});

test("an unreadable row keeps its place", () => {
  const points = parseNabCsv("timestamp,value\n2014-04-10 07:15:00,\nnonsense\n2014-04-10 07:25:00,3\n");
  expect(points).toHaveLength(3);
  expect(points[0]?.value).toBeNaN();
  expect(points[1]?.atMs).toBeNaN();
  expect(points[2]?.value).toBe(3);
});
