// Ports of this machine's loopback address; a free port is a guess that the caller must use soon.
import net from 'node:net';

/** A port that is free now; `wanted` itself when it is free, else any other. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => {
      if (wanted === 0) {
        reject(error);
      } else {
        resolve(freePort());
      }
    });
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
