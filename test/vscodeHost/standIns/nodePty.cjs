// In place of node-pty, which would be compiled: a package that carries its binaries.
module.exports = require('@lydell/node-pty');
