import type { Store } from "../../src/ports/store.ts";
import type { ContractCase } from "./case.ts";
import { auditCases } from "./store/audit-cases.ts";
import { improvementCases } from "./store/improvement-cases.ts";
import { ledgerCases } from "./store/ledger-cases.ts";

/** What every {@link Store} promises; each case runs on an empty one. */
export const storeContract: readonly ContractCase<Store>[] = [
  ...improvementCases,
  ...auditCases,
  ...ledgerCases,
];
