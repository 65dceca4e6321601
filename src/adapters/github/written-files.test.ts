import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import type { FileAfter } from "../../domain/change/change.ts";
import { blobSha } from "./written-files.ts";

const world = localForge();
const file = (path: string, content: string | null): FileAfter => ({ path, content, mode: "100644" });
const template = (text: string) => file("template.yaml", text);

describe("what is written", () => {
  it.each([
    ["CRLF", "MemorySize: 512\r\n"],
    ["a byte order mark", "\uFEFFMemorySize: 512\r\n"],
    ["both line ends", "a\r\nb\nc\rd"],
  ])("has the bytes that were meant, with %s, where GitHub changes line ends", async (_what, text) => {
    world.github.people.convertLineEnds(world.name);
    const made = await world.change({ files: [template(text)] });
    const sha = made.kind === "committed" ? made.sha : "";
    const { git } = world.github.people.repository(world.name);
    expect((await git.object(`${sha}:template.yaml`))?.sha).toBe(blobSha(text));
  });

  it("is git's own blob", () => {
    expect(blobSha("hello\n")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  });
});

describe("whether a head holds exactly a change", () => {
  const old = "one line\nanother line\n";
  const holds = async (headSha: string, files: readonly FileAfter[]): Promise<boolean> =>
    world.forge.holdsExactly(world.repository, { baseSha: world.base, headSha }, files);
  const pushed = (files: Readonly<Record<string, string | null>>) =>
    world.github.people.pushCommit(world.name, "theirs", files, "mia");

  it.each<[boolean, string, Record<string, string | null>, readonly FileAfter[]]>([
    [true, "the file", { "a.txt": old }, [file("a.txt", old)]],
    [false, "other bytes", { "a.txt": `${old}\n` }, [file("a.txt", old)]],
    [false, "a file more", { "a.txt": old, "b.txt": old }, [file("a.txt", old)]],
    [false, "a file less", { "a.txt": old }, [file("a.txt", old), file("b.txt", old)]],
    [true, "a deletion", { "old.txt": null }, [file("old.txt", null)]],
    [false, "a deletion that was not meant", { "old.txt": null, "a.txt": old }, [file("a.txt", old)]],
    [
      true,
      "a file that is moved",
      { "old.txt": null, "moved.txt": "old\n" },
      [file("old.txt", null), file("moved.txt", "old\n")],
    ],
    [false, "another mode", { "a.txt": old }, [{ path: "a.txt", content: old, mode: "100755" }]],
  ])("%s: %s", async (expected, _what, files, meant) => {
    expect(await holds(await pushed(files), meant)).toBe(expected);
  });

  it("is asked of the base that the branch has left, and no other", async () => {
    const files = [file("a.txt", old)];
    const headSha = await pushed({ "a.txt": old });
    const baseSha = await world.github.people.pushCommit(world.name, "main", { "c.txt": "c\n" }, "joe");
    expect(await world.forge.holdsExactly(world.repository, { baseSha, headSha }, files)).toBe(false);
  });
});
