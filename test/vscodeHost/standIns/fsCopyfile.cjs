// In place of @vscode/fs-copyfile: copies without copy-on-write clones.
const fs = require('node:fs');

exports.isCloneSupported = () => false;
exports.copyFile = (from, to, mode) => fs.promises.copyFile(from, to, mode);
exports.cloneFile = exports.copyFile;
