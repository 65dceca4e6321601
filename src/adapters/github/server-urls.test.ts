import { expect, test } from "vitest";
import { serverUrlOf } from "./server-urls.ts";

test.each([
  ["https://api.github.com", "https://github.com"],
  ["https://api.github.com/", "https://github.com"],
  ["https://api.octocorp.ghe.com", "https://octocorp.ghe.com"],
  ["https://github.example.com/api/v3", "https://github.example.com"],
  ["https://api.example.com/api/v3", "https://api.example.com"],
  ["http://127.0.0.1:4711", "http://127.0.0.1:4711"],
])("what belongs to the API at %s is served at %s", (api, server) => {
  expect(serverUrlOf(api)).toBe(server);
});
