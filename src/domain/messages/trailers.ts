/** A commit's message with the trailers of the policy as its last paragraph, which is where git looks for them. */
export function withTrailers(message: string, trailers: readonly string[]): string {
  return trailers.length === 0 ? message : `${message.trimEnd()}\n\n${trailers.join("\n")}`;
}
