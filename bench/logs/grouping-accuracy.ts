/**
 * Grouping accuracy: the share of lines whose group has exactly the lines of their true group.
 * Source: Zhu et al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019.
 */
export function groupingAccuracy(groups: readonly string[], labels: readonly number[]): number {
  const right = exactGroups(groups, labels);
  return groups.filter((group) => right.has(group)).length / Math.max(1, groups.length);
}

/** The groups that are not exactly a true group, largest first, as `lines: group [labels]`. */
export function wrongGroups(groups: readonly string[], labels: readonly number[]): string[] {
  const right = exactGroups(groups, labels);
  const wrong = new Map<string, Map<number, number>>();
  for (const [index, group] of groups.entries()) {
    if (right.has(group)) continue;
    const counts = wrong.get(group) ?? new Map<number, number>();
    counts.set(labels[index] ?? -1, (counts.get(labels[index] ?? -1) ?? 0) + 1);
    wrong.set(group, counts);
  }
  const size = (counts: Map<number, number>) => [...counts.values()].reduce((sum, one) => sum + one, 0);
  return [...wrong]
    .sort((a, b) => size(b[1]) - size(a[1]))
    .map(
      ([group, counts]) =>
        `${size(counts)}: ${group} [${[...counts].map(([label, n]) => `${label}×${n}`).join(" ")}]`,
    );
}

function exactGroups(groups: readonly string[], labels: readonly number[]): Set<string> {
  const labelSizes = new Map<number, number>();
  const groupSizes = new Map<string, number>();
  const labelsOf = new Map<string, Set<number>>();
  for (const [index, group] of groups.entries()) {
    const label = labels[index] ?? -1;
    labelSizes.set(label, (labelSizes.get(label) ?? 0) + 1);
    groupSizes.set(group, (groupSizes.get(group) ?? 0) + 1);
    labelsOf.set(group, (labelsOf.get(group) ?? new Set()).add(label));
  }
  const right = new Set<string>();
  for (const [group, found] of labelsOf) {
    const [label] = found;
    if (found.size === 1 && label !== undefined && labelSizes.get(label) === groupSizes.get(group))
      right.add(group);
  }
  return right;
}
