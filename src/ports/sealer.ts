/** Proves that a text was written by this app and not edited since. */
export interface Sealer {
  seal(text: string): string;
  /** The sealed text, or null when it was not sealed by this app. */
  open(sealed: string): string | null;
}
