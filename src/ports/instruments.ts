/** The product's own metrics, named as in the documentation (`improvement_cycles_started`, …). */
export interface Instruments {
  add(metric: string, value: number, unit: "Count" | "Seconds" | "None"): void;
}
