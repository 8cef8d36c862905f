// What Azure Resource Manager refused, in a shape that the answer to the action group is made from.

/** An action that the identity lacks, and where. */
export interface MissingPermission {
  readonly action: string;
  readonly scope: string;
}

/** A refused call. `detail` holds no token, key or signed address. */
export class ArmError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** True when the same call may work a little later. */
  readonly isTransient: boolean;
  readonly missing: MissingPermission | undefined;
  /** When the service wants to be asked again. */
  readonly retryAfterInMs: number | undefined;

  constructor(options: {
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly isTransient: boolean;
    readonly missing?: MissingPermission | undefined;
    readonly retryAfterInMs?: number | undefined;
    readonly cause?: unknown;
  }) {
    super(`${options.code}: ${options.detail}`, { cause: options.cause });
    this.status = options.status;
    this.code = options.code;
    this.detail = options.detail;
    this.isTransient = options.isTransient;
    this.missing = options.missing;
    this.retryAfterInMs = options.retryAfterInMs;
  }
}

/** Texts of a service without what may be a secret: the query of an address, and anything that looks like a token. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(https?:\/\/[^\s?"']{1,2000})\?[^\s"']{0,5000}/gi, '$1?***')
    .replaceAll(/\beyJ[\w-]{8,5000}(?:\.[\w-]{1,5000}){0,2}/g, '***')
    .replaceAll(/\b(sig|code|sharedaccesskey|accountkey)=[^\s&;"']{1,2000}/gi, '$1=***')
    .slice(0, 600);
}
