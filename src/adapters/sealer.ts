import { createHmac, timingSafeEqual } from "node:crypto";
import type { Sealer } from "../ports/sealer.ts";

const sealedPattern = /^([A-Za-z0-9+/]+={0,2})\.([A-Za-z0-9+/]{43}=)$/;
const purpose = "self-building/seal/1\n";

/**
 * Seals texts with HMAC-SHA256 as `payload.signature`, both in plain base64. That alphabet has neither `-` nor
 * `>`, so a sealed text cannot end the HTML comment it is hidden in. The text itself stays readable to anyone.
 * @throws RangeError when the key is shorter than 16 characters
 */
export function hmacSealer(key: string): Sealer {
  if (key.length < 16) {
    throw new RangeError("The key that seals markers is too short. Use at least 16 random characters.");
  }
  const sign = (payload: string): Buffer =>
    createHmac("sha256", key)
      .update(purpose + payload)
      .digest();
  return {
    seal(text) {
      // JSON keeps lone surrogates, which UTF-8 alone would replace.
      const payload = Buffer.from(JSON.stringify(text)).toString("base64");
      return `${payload}.${sign(payload).toString("base64")}`;
    },
    open(sealed) {
      const [, payload, signature] = sealedPattern.exec(sealed) ?? [];
      if (payload === undefined || signature === undefined) return null;
      const expected = sign(payload);
      const given = Buffer.from(signature, "base64");
      if (!timingSafeEqual(given, expected) || given.toString("base64") !== signature) return null;
      const text: unknown = JSON.parse(Buffer.from(payload, "base64").toString());
      return typeof text === "string" ? text : null;
    },
  };
}
