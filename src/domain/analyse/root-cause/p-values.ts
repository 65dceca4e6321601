/**
 * Conformal p-value: how often a placebo (the same question asked of an ordinary time) is at least as extreme.
 * The observation counts as one of the placebos, so that few placebos can never say "very unusual"; none says 1.
 * Chernozhukov, Wüthrich and Zhu (2021), "An exact and robust conformal inference method for counterfactual and
 * synthetic controls", JASA 116.
 */
export function placeboPValue(observed: number, placebos: readonly number[]): number {
  let asExtreme = 1;
  for (const placebo of placebos) if (placebo >= observed) asExtreme += 1;
  return asExtreme / (placebos.length + 1);
}

/** Two independent p-values as one: the chance that their product is as small (Fisher 1932). */
export function fisherPValue(first: number, second: number): number {
  const product = first * second;
  return product > 0 ? product * (1 - Math.log(product)) : 0;
}

/**
 * How far a p-value can be believed, as a weight from 0 (none) to 1: the largest posterior probability of a real
 * change that it supports at even odds, rescaled from [½, 1]. Sellke, Bayarri and Berger (2001), "Calibration of
 * p values for testing precise null hypotheses", The American Statistician 55: the Bayes factor is at most
 * −1/(e·p·ln p) for p < 1/e. It replaces a significance threshold for each service by a smooth one without parameter.
 */
export function evidenceWeight(pValue: number): number {
  if (!(pValue > 0 && pValue < 1 / Math.E)) return 0;
  const bayesFactor = -1 / (Math.E * pValue * Math.log(pValue));
  return (bayesFactor - 1) / (bayesFactor + 1);
}

/** Evenly spread start positions 0 … last, at most `limit` of them. */
export function spreadStarts(last: number, limit: number): number[] {
  if (last < 0) return [];
  const stride = Math.ceil((last + 1) / limit);
  return Array.from({ length: Math.floor(last / stride) + 1 }, (_, index) => index * stride);
}
