/** Tells the demo's story on standard output, with the time since its start. */
export interface Narrator {
  chapter(title: string): void;
  say(text: string): void;
  /** Repeats itself while the story waits, so that nobody thinks it hangs. */
  waiting(text: string): void;
}

const colours = { bold: "\u001b[1m", dim: "\u001b[2m", off: "\u001b[0m" };

/** @param colour off where the output is not a terminal */
export function narrator(write: (text: string) => void, colour: boolean): Narrator {
  const startedMs = performance.now();
  const paint = (style: string, text: string): string => (colour ? `${style}${text}${colours.off}` : text);
  const stamp = (): string =>
    paint(colours.dim, `${((performance.now() - startedMs) / 1000).toFixed(1).padStart(5)} s `);
  let chapters = 0;
  let lastWait = "";
  return {
    chapter: (title) => write(`\n${paint(colours.bold, `${++chapters}. ${title}`)}\n`),
    say: (text) => write(`${stamp()} ${text}\n`),
    waiting: (text) => {
      if (text === lastWait) return;
      lastWait = text;
      write(`${stamp()} ${paint(colours.dim, `… ${text}`)}\n`);
    },
  };
}
