import { z } from "zod";
import type { WaitsFor } from "./reasons/entry.ts";
import { type ReasonCode, reasons } from "./reasons.ts";

declare const stored: unique symbol;

/** A code that was read from where another version of the product may have written it; it need not be in the table. */
export type StoredCode = string & { readonly [stored]: true };

/** Why something was not done, or why it was. Every "no" of the product carries at least one. */
export interface Reason {
  /** Stable snake_case identifier that scripts and tests may match on. */
  readonly code: ReasonCode | StoredCode;
  /** One sentence for people; where something can be done about it, it says what. */
  readonly text: string;
}

/** Builds a {@link Reason}. Its code is in the table, or it does not compile. */
export function reason(code: ReasonCode, text: string): Reason {
  return { code, text };
}

/** A reason as it is stored: with any code, for rows and audit entries outlive the versions that wrote them. */
export const reasonSchema: z.ZodType<Reason> = z.object({
  code: z.custom<StoredCode>((code) => typeof code === "string"),
  text: z.string(),
});

/** Who or what has to act. A code that is not in the table says nothing of it, so people have to look. */
export function waitsFor({ code }: Reason): WaitsFor {
  return isListed(code) ? reasons[code].waitsFor : "people";
}

function isListed(code: Reason["code"]): code is ReasonCode {
  return Object.hasOwn(reasons, code);
}

/** What it means and what to do, without the links of the documentation; null for a code that is not in the table. */
export function helpFor({ code }: Reason): string | null {
  return isListed(code) ? withoutLinks(reasons[code].help) : null;
}

function withoutLinks(help: string): string {
  return help.replace(/ \(\[[^\]]*\]\([^)]*\)\)/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}
