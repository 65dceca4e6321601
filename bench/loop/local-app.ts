import { generateKeyPairSync, randomBytes } from "node:crypto";

/** A GitHub App of this run's own. */
export function localApp() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    appId: 7,
    slug: "self-building-agent",
    privateKeyPem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    webhookSecret: randomBytes(16).toString("hex"),
  };
}
