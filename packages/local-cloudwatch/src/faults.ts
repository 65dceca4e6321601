/** An answer of AWS's that is not the one that was asked for. */
export interface InjectedFault {
  /** The operation to fail, e.g. `GetMetricData`; `*` for any. */
  readonly operation: string;
  readonly status: number;
  /** AWS's error code, e.g. `ThrottlingException`. */
  readonly code: string;
  readonly message?: string;
  /** How many requests fail before the endpoint answers again; Infinity for ever. */
  readonly times: number;
}

/** An error that the endpoint answers with. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Keeps the injected faults and counts requests by operation. */
export function createFaultPlan() {
  let pending: { fault: InjectedFault; left: number }[] = [];
  const counts = new Map<string, number>();
  return {
    add(fault: InjectedFault): void {
      pending.push({ fault, left: fault.times });
    },
    clear(): void {
      pending = [];
    },
    /** @throws AwsError when a fault is planned for this operation */
    admit(operation: string): void {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      const entry = pending.find(
        ({ fault, left }) => left > 0 && (fault.operation === operation || fault.operation === "*"),
      );
      if (!entry) return;
      entry.left -= 1;
      const { status, code, message } = entry.fault;
      throw new AwsError(status, code, message ?? `injected ${code}`);
    },
    count(operation: string): number {
      return counts.get(operation) ?? 0;
    },
    counts(): Record<string, number> {
      return Object.fromEntries(counts);
    },
  };
}
