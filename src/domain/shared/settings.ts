/** The feature flags of the environment; read again right before every write. */
export interface Flags {
  /** ENABLE_SELF_BUILDING: off means the product reads nothing and writes nothing. */
  readonly selfBuilding: boolean;
  /** ENABLE_CLOUDWATCH_STREAMING: off means telemetry comes from the local copy only. */
  readonly cloudwatchStreaming: boolean;
  /** ENABLE_AUTONOMOUS_IMPROVEMENTS: off means only a person's request opens a pull request. */
  readonly autonomousImprovements: boolean;
  /** ENABLE_COMPONENT_GENERATION: off means generate_component is refused. */
  readonly componentGeneration: boolean;
  /** ENABLE_IMPROVEMENT_ROLLBACK: off means a regression is reported to people and not reverted. */
  readonly improvementRollback: boolean;
}

/** What the operator configured and the cycle needs to know. */
export interface Settings {
  readonly tenant: string;
  /** CLOUDWATCH_METRICS_PERIOD */
  readonly metricsPeriodSeconds: number;
  /** How far back a cycle looks unless its trigger says otherwise. */
  readonly analysisWindowHours: number;
  /** IMPROVEMENT_CYCLE_INTERVAL_HOURS */
  readonly cycleIntervalHours: number;
  /** MAX_CONCURRENT_IMPROVEMENTS */
  readonly maxConcurrentImprovements: number;
  /** MONITORING_DURATION_SECONDS, unless a repository's policy says otherwise. */
  readonly monitoringDurationSeconds: number;
  /** ROLLBACK_DEGRADATION_THRESHOLD as a fraction, unless a repository's policy says otherwise. */
  readonly degradationThreshold: number;
  /** How long to wait before looking again at something that only time or a person changes. */
  readonly pollSeconds: number;
}
