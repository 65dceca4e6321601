/** One named, bounded factor of the impact score, with the fact behind it. */
export interface ImpactFactor {
  readonly name: "severity" | "reach" | "persistence" | "probabilityOfSuccess" | "riskAndCost";
  /** 0 to 1. */
  readonly value: number;
  /** Why it has this value, for people. */
  readonly because: string;
}

/** 0 to 100, one decimal, with every factor visible. */
export interface ImpactScore {
  readonly score: number;
  readonly factors: readonly ImpactFactor[];
}

const floor = 0.05;

/**
 * Expected benefit less risk: 100 × severity^½ × reach^¼ × persistence^¼ × probabilityOfSuccess × (1 − riskAndCost/2).
 * A weighted geometric mean, so that a factor near zero pulls the score down and none can make up for it alone;
 * monotone in every factor. Values outside 0..1 are clamped. What is missing or no number counts as the worst, for
 * riskAndCost 1 and for the others 0, so bad data never scores high.
 */
export function scoreImpact(factors: readonly ImpactFactor[]): ImpactScore {
  const bounded = factors.map((factor) => ({ ...factor, value: clamp(factor.value, worst(factor.name)) }));
  const value = (name: ImpactFactor["name"]): number =>
    bounded.find((factor) => factor.name === name)?.value ?? worst(name);
  const severity = value("severity");
  const benefit =
    severity ** 0.5 * Math.max(value("reach"), floor) ** 0.25 * Math.max(value("persistence"), floor) ** 0.25;
  const score = 100 * benefit * value("probabilityOfSuccess") * (1 - value("riskAndCost") / 2);
  return { score: Math.round(score * 10) / 10, factors: bounded };
}

function worst(name: ImpactFactor["name"]): number {
  return name === "riskAndCost" ? 1 : 0;
}

function clamp(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : Math.min(1, Math.max(0, value));
}
