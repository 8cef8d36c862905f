// In place of @vscode/native-watchdog, which ends an extension host whose parent died; the server's own IPC does that here.
exports.start = () => {};
exports.exit = (code) => process.exit(code);
