/** Remembers an answer for a while; callers at the same time share one question. A failure is not remembered. */
export function cachedFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let latest: { readonly atMs: number; readonly answer: Promise<T> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (latest && nowMs - latest.atMs < milliseconds) return latest.answer;
    const asked = { atMs: nowMs, answer: ask() };
    latest = asked;
    asked.answer.catch(() => {
      if (latest === asked) latest = null;
    });
    return asked.answer;
  };
}

/**
 * Remembers the answer about each object for a while, as long as the object lives. Callers at the same time share one
 * question; a failure is not remembered.
 */
export function cachedPer<K extends object, T>(
  milliseconds: number,
  ask: (about: K) => Promise<T>,
): (about: K) => Promise<T> {
  const answers = new WeakMap<K, () => Promise<T>>();
  return (about) => {
    const answer = answers.get(about) ?? cachedFor(milliseconds, () => ask(about));
    answers.set(about, answer);
    return answer();
  };
}
