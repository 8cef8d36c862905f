// Stands in for the tests module inside the extension host: sends the host's console and standard output to the process that
// waits for the result (they would be lost in logs otherwise), then runs the real module named in WIREWATCH_TEST_MODULE.
const { Console } = require('node:console');
const { once } = require('node:events');
const net = require('node:net');

exports.run = async () => {
  const socket = net.connect(process.env.WIREWATCH_TEST_OUTPUT);
  await once(socket, 'connect');
  for (const name of ['stdout', 'stderr']) {
    Object.defineProperty(process, name, { configurable: true, get: () => socket });
  }
  globalThis.console = new Console({ stdout: socket, stderr: socket });
  try {
    await require(process.env.WIREWATCH_TEST_MODULE).run();
  } catch (error) {
    console.error(error);
    throw error;
  } finally {
    socket.end();
    await once(socket, 'close');
  }
};
