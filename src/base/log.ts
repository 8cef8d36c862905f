// The log as everything inside sees it: four levels of text. The host decides where it goes.

/** Structurally VS Code's LogOutputChannel, as far as we use it. Secrets never go in. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string | Error): void;
}
