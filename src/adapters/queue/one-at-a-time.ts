/**
 * Runs what has the same key one after the other, in the order asked; other keys do not wait. It holds within this
 * process only: pg-boss looks at a group and then takes the job, so on PostgreSQL two workers can take two jobs of one
 * group at the same moment.
 */
export function oneAtATime(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, run) => {
    const before = last.get(key) ?? Promise.resolve();
    const current = before.then(run, run);
    last.set(key, current);
    try {
      return await current;
    } finally {
      if (last.get(key) === current) last.delete(key);
    }
  };
}
