/** One promise of a port, shown on whatever implements it: a sentence and what has to hold. */
export interface ContractCase<Subject> {
  readonly name: string;
  /** Throws where `subject`, which nothing has been done to yet, breaks the promise. */
  readonly run: (subject: Subject) => Promise<void>;
}
