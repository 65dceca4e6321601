/** An answer that GitHub gives as an error. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[];

  constructor(status: number, message: string, errors: readonly unknown[] = []) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = errors;
  }

  /** The JSON that goes over the wire. */
  body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
      documentation_url: "https://docs.github.com/rest",
      status: String(this.status),
    };
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}

/** GitHub's "Validation Failed" with its list of errors. */
export function validationFailed(...errors: readonly Record<string, unknown>[]): ApiError {
  return new ApiError(422, "Validation Failed", errors);
}
