import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Log } from "./connection.ts";
import { explain, isOutage } from "./faults.ts";

/** When the circuit opens, and for how long in real time. Default: 3 failures in a row, 30 s. */
export interface CircuitOptions {
  readonly failures?: number;
  readonly halfOpenAfterMs?: number;
}

/** Calls to AWS that are spared while AWS does not answer. */
export interface Circuit {
  /**
   * What AWS says, or null when it cannot answer now.
   * @param action the IAM action that the call needs
   * @throws Error saying what to change when AWS refuses
   */
  ask<T>(action: string, call: () => Promise<T>): Promise<T | null>;
  state(): ReturnType<Telemetry["circuit"]>;
}

/** A closed circuit. Refusals do not open it, outages do. */
export function createCircuit(options: CircuitOptions, log: Log): Circuit {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: options.halfOpenAfterMs ?? 30_000,
    breaker: new ConsecutiveBreaker(options.failures ?? 3),
  });
  breaker.onBreak(() => log.error("CloudWatch's circuit is open; the local copy answers"));
  breaker.onReset(() => log.info("CloudWatch's circuit is closed again"));

  return {
    async ask(action, call) {
      try {
        return await breaker.execute(call);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null;
        if (!isOutage(error)) throw explain(error, action);
        log.warn({ err: error, action }, "CloudWatch could not answer; the local copy does");
        return null;
      }
    },
    state() {
      if (breaker.state === CircuitState.Closed) return "closed";
      return breaker.state === CircuitState.HalfOpen ? "half_open" : "open";
    },
  };
}
