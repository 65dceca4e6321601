import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { maskValues, showMasked } from "./mask.ts";

const shown = (line: string) => showMasked(maskValues(line));

test.each([
  ["numbers with their units", "sent 1190 bytes (1.16 KB) in <1 sec", "sent <*> bytes (<*>) in <*>"],
  ["addresses and ports", "from /10.0.0.1:5010 to db.acme.org:5432", "from <*> to <*>"],
  ["hardware addresses without digits at the start", "seen ab:cd:ef:01:02:03 on eth0", "seen <*> on <*>"],
  ["IPv6 addresses", "no route from ::1 to 2001:db8:1a::fff, fe80::1%eth0", "no route from <*> to <*>"],
  ["no words around two colons", "call std::sort in a::b", "call std:sort in a:b"],
  [
    "all but classes of errors",
    "type=TimeoutError id=c of 'ValueError'",
    "type=TimeoutError id=<*> of ValueError",
  ],
  ["times and dates", "at Sun Jul 10 03:55:15 2005 done", "at <*> done"],
  ["identifiers and hexadecimal", "block blk_-38865 at 0xdeadbeef and deadbeef", "block <*> at <*> and <*>"],
  ["UUIDs", "[instance: 3edec1e4-9678-4a3a-a21b-a145a4ee5e61] up", "[instance: <*>] up"],
  ["paths and URLs", "open /var/log/app.log: https://x.org/a?b=c failed", "open <*>: <*> failed"],
  ["Windows paths", "core C:\\Windows\\winsxs\\core.dll loaded", "core <*> loaded"],
  ["what follows a key", "uid=0 ruser= rhost=example.org  user=root", "uid=<*> ruser=<*> rhost=<*> user=<*>"],
  ["object dumps", "skip Window{a1 token=Token{b u0 x}} now", "skip <*> now"],
  ["quoted words", "Component \"alt\" of 'shop' is down", "Component <*> of <*> is down"],
  ["literals", "allDrawn= false, ok=true x null", "allDrawn=<*>, ok=<*> x <*>"],
  [
    "lists as one value",
    "delete blk_1 blk_2 blk_3, targets: [10.0.0.1:1, 10.0.0.2:2]",
    "delete <*>, targets: [<*>]",
  ],
  ["values that are empty", "Invalid user  from 10.0.0.1", "Invalid user <*> from <*>"],
  [
    "bracketed lists",
    "view permissions: Set(ann, bob); on [TERM, HUP]",
    "view permissions: Set(<*>); on [<*>]",
  ],
  ["marks where numbers are expected", "speeds ( **** **** 3515 3479 )", "speeds ( <*> )"],
  ["masked secrets", "login <secret> of <email>", "login <*> of <*>"],
])("%s are masked", (_, line, expected) => {
  expect(shown(line)).toBe(expected);
});

test("words without digits stay, also with slashes, hyphens and apostrophes", () => {
  const line = "Can't read tree/torus N/A re-synch state, giving up: try again";
  expect(shown(line)).toBe(line);
});

test("the message of a logfmt line stays, its fields are masked", () => {
  expect(shown('level=info msg="cache is cold" shard=eu')).toBe('level=<*> msg="cache is cold" shard=<*>');
});

test("of a JSON line the message is masked and nothing else is left", () => {
  expect(shown('{"level":"info","msg":"order 17 placed","card":"x"}')).toBe("order <*> placed");
  expect(shown('{"b":1,"a":"x"}')).toBe("{a, b}");
});

test("dots that lead to a value do not swallow the words before it", () => {
  expect(shown("illegal instruction......0")).toBe("illegal instruction.<*>");
});

test("lines that differ in digits only have the same shape", () => {
  const line = fc.array(fc.constantFrom(..."ab 12.:/=-,[]{}()\"'<>_+".split("")), { maxLength: 40 });
  fc.assert(
    fc.property(line, (characters) => {
      const one = characters.join("");
      expect(maskValues(one.replaceAll("1", "7"))).toBe(maskValues(one));
    }),
  );
});

test("masking what is shown again changes nothing", () => {
  const piece = fc.constantFrom(
    "user",
    "10.0.0.1",
    " ",
    " ",
    ", ",
    "12 ms",
    "/a/b",
    "(",
    ")",
    "blk_1",
    ": ",
    "failed",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const once = shown(pieces.join(""));
      expect(shown(once)).toBe(once);
    }),
  );
});

test("any text is masked to bounded length", () => {
  for (const piece of ["{", '"', "a", "1", "=", "a=", "/", "\u0000", "\ud800", "<", "(", "'x", "::", "é"]) {
    expect(maskValues(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(4_000);
  }
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => maskValues(text).length <= 2 * text.length + 2),
  );
});
