// How a task learns that it is to end: Ctrl-C, a signal, or the end of the process that started it.

/**
 * Calls `stop` once, at the first request to end, and ends the process when it is done. Further requests are the same one:
 * npm, the terminal and the bootstrap each pass Ctrl-C on.
 */
export function onStopRequest(stop: () => Promise<void>): void {
  let isStopping = false;
  const request = (exitCode: number): void => {
    if (isStopping) {
      return;
    }
    isStopping = true;
    void stop()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(exitCode));
  };
  process.on('SIGINT', () => request(130));
  process.on('SIGTERM', () => request(143));
  process.on('SIGHUP', () => request(129));
  if (process.channel) {
    process.on('disconnect', () => request(143));
    // Listening for the end of the parent is no reason to keep running.
    process.channel.unref();
  }
}
