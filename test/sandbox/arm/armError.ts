// Refusals of ARM in its own shape. Handlers throw an ArmError; the server turns it into an answer.

/** One entry of an error's details. */
export interface ArmErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly [extra: string]: unknown;
}

/** An error answer: HTTP status, ARM code and message, optionally details and headers. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly ArmErrorDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(options: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly details?: readonly ArmErrorDetail[];
    readonly headers?: Readonly<Record<string, string>>;
  }) {
    super(options.message);
    this.status = options.status;
    this.code = options.code;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }

  /** The body as ARM sends it. */
  toBody(): { readonly error: Record<string, unknown> } {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

/** ARM's own 404 for a tracked resource. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  return new ArmError({
    status: 404,
    code: 'ResourceNotFound',
    message: `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  });
}

/** The network resource provider's 404 for a child it keeps itself, as recorded for packet captures. */
export function notFound(id: string): ArmError {
  return new ArmError({ status: 404, code: 'NotFound', message: `Resource ${id} not found.`, details: [] });
}

/** A 400 of a resource provider. */
export function badRequest(code: string, message: string): ArmError {
  return new ArmError({ status: 400, code, message, details: [] });
}
