// A Resource Graph query that cannot be run, with the place where it went wrong.

/** Thrown by lexer, parser and evaluation; the provider turns it into Azure's 400. */
export class QueryError extends Error {
  readonly code: string;
  readonly token: string;
  /** Index in the query text. */
  readonly position: number;

  constructor(code: string, message: string, at: { readonly text: string; readonly position: number }) {
    super(message);
    this.code = code;
    this.token = at.text;
    this.position = at.position;
  }
}
