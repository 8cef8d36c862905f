// Loaded before Azurite in its process: ends it when the sandbox is gone, however that went, so no orphan is left.
// The sandbox holds the other end of standard input and never writes to it.

process.stdin.once('end', () => process.exit(0));
process.stdin.once('error', () => process.exit(0));
process.stdin.resume();
// Reading the pipe must not keep a process alive that wants to end by itself.
(process.stdin as NodeJS.ReadStream & { unref?: () => void }).unref?.();
