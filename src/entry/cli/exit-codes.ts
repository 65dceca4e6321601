/** The process's exit codes; scripts may rely on them. */
export const exitCodes = { done: 0, failed: 1, invalid: 2, refused: 3, blind: 4 } as const;
