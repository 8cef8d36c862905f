// Hands a capture file to Wireshark, or says why that cannot be.

import type { CallOptions } from '../azure/ports.ts';
import { noDisplay, wiresharkFailed, wiresharkMissing } from '../error/userErrors.ts';

/** Finds and starts Wireshark on the machine the extension runs on. */
export interface WiresharkLauncher {
  /** The program to start: the configured path when given, else the platform's usual places; undefined when there is none. */
  find(configuredPath: string): Promise<string | undefined>;
  /** False when there is no desktop to show a window on. */
  hasDisplay(): boolean;
  /**
   * Starts the program with the file, detached, and watches it for a moment.
   * @returns undefined when it runs, else the first line of its complaint
   */
  launch(program: string, filePath: string, options?: CallOptions): Promise<string | undefined>;
}

/** Opens the file. Rejects with UserError `wiresharkMissing`, `noDisplay` or `wiresharkFailed`. */
export async function openInWireshark(
  launcher: WiresharkLauncher,
  filePath: string,
  options: CallOptions & { readonly configuredPath: string },
): Promise<void> {
  const program = await launcher.find(options.configuredPath);
  if (program === undefined) {
    throw wiresharkMissing(options.configuredPath);
  }
  if (!launcher.hasDisplay()) {
    throw noDisplay();
  }
  const complaint = await launcher.launch(program, filePath, { abortSignal: options.abortSignal });
  if (complaint !== undefined) {
    throw wiresharkFailed(complaint);
  }
}
