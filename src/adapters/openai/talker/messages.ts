/** Which of the two interfaces the server speaks. */
export type ModelApi = "responses" | "chat";

/** How the model ended its turn. */
export type Reply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "cut_off" };

/** The first line that the process is handed. The request is only for its own client: the parent sends its own copy. */
export interface Task {
  readonly kind: "task";
  readonly api: ModelApi;
  readonly body: Readonly<Record<string, unknown>>;
  readonly maxRetries: number;
  readonly timeoutMs: number;
}

/** What became of sending the request: the server's answer, or why there is none. */
export type Sent =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: "unreachable"; readonly because: string };

/** A line from the process: it has nothing to say to the server, only when the request is to be sent (again). */
export type FromTalker =
  | { readonly kind: "send" }
  | { readonly kind: "reply"; readonly reply: Reply }
  | {
      readonly kind: "failed";
      /** null when the server could not be reached. */
      readonly status: number | null;
      readonly message: string;
      readonly retryAfterMs: number | null;
    };
