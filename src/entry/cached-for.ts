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
