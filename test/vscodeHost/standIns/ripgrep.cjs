// In place of @vscode/ripgrep of older versions, whose binary an install script would download.
const path = require('node:path');

const folder = path.join(__dirname, '../ripgrep-universal/bin', `${process.platform}-${process.arch}`);
exports.rgPath = path.join(folder, process.platform === 'win32' ? 'rg.exe' : 'rg');
