// Command line of the sandbox: starts it, prints what a client needs, and ends all of it on Ctrl-C or SIGTERM.

import { PortTakenError } from './httpServer.ts';
import { helpText, parseCommandLine, UsageError } from './options.ts';
import type { Sandbox } from './sandbox.ts';
import { startSandbox } from './sandbox.ts';
import { toTable } from './table.ts';

/** Exit code for a wrong option or a taken port. */
const usageExitCode = 2;

/** All of the sandbox must be gone this long after the first signal. */
const stopLimitInMs = 1800;

await main();

async function main(): Promise<void> {
  try {
    const commandLine = parseCommandLine(process.argv.slice(2));
    if (commandLine.isHelp) {
      process.stdout.write(helpText);
      return;
    }
    const starting = startSandbox({ ...commandLine, onMessage: (message) => process.stderr.write(`${message}\n`) });
    endOnSignal(starting);
    const sandbox = await starting;
    process.stdout.write(commandLine.isJson ? `${JSON.stringify(sandbox.info)}\n` : toTable(sandbox.info));
  } catch (error) {
    const isUsage = error instanceof UsageError || error instanceof PortTakenError;
    process.stderr.write(`${isUsage ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = isUsage ? usageExitCode : 1;
  }
}

/** A signal during the start waits for the start to end, so that nothing half-started is left behind. */
function endOnSignal(starting: Promise<Sandbox>): void {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    // The blob service watches for our end by itself, so leaving late is not leaving an orphan.
    setTimeout(() => process.exit(1), stopLimitInMs).unref();
    try {
      const sandbox = await starting;
      await sandbox.stop();
      process.exit(0);
    } catch {
      // The start failed; main has told about it.
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end());
  }
}
