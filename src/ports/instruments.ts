/** The product's own metrics; the tables of the documentation are made from it. */
export const ownMetrics = {
  improvement_cycles_started: { unit: "Count", when: "a cycle began" },
  cycle_duration_seconds: { unit: "Seconds", when: "a cycle ended" },
  impact_score_total: { unit: "None", when: "the score of an opportunity that was admitted" },
  improvements_deployed: { unit: "Count", when: "a pull request of the app's was merged" },
  improvements_rolled_back: { unit: "Count", when: "a revert was merged" },
  notices_not_delivered: {
    unit: "Count",
    when: "GitHub took a notice on no channel; the audit log says why",
  },
  improvements_stalled: {
    unit: "Count",
    when: "an improvement has waited for long before it had a pull request; the audit log says for what",
  },
  installations_failed: {
    unit: "Count",
    when: "at each sweep, how many installations of the app do not answer; `get_system_status` says which and why",
  },
} as const satisfies Readonly<Record<string, { readonly unit: string; readonly when: string }>>;

export type OwnMetric = keyof typeof ownMetrics;

export interface Instruments {
  add<Metric extends OwnMetric>(
    metric: Metric,
    value: number,
    unit: (typeof ownMetrics)[Metric]["unit"],
  ): void;
}
