// In place of the native @vscode/spdlog: the part of its API that VS Code calls, as plain appended files.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  #level = 2;
  #raw = false;
  #file;

  constructor(_name, filePath) {
    fs.mkdirSync(path.dirname(filePath), { recursive: true });
    this.#file = fs.openSync(filePath, 'a');
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {
    this.#raw = false;
  }

  clearFormatters() {
    this.#raw = true;
  }

  trace(message) {
    this.#write(0, message);
  }

  debug(message) {
    this.#write(1, message);
  }

  info(message) {
    this.#write(2, message);
  }

  warn(message) {
    this.#write(3, message);
  }

  error(message) {
    this.#write(4, message);
  }

  critical(message) {
    this.#write(5, message);
  }

  flush() {}

  drop() {
    if (this.#file !== undefined) {
      fs.closeSync(this.#file);
      this.#file = undefined;
    }
  }

  #write(level, message) {
    if (this.#file === undefined || level < this.#level) {
      return;
    }
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    fs.writeSync(this.#file, this.#raw ? message : `${time} [${LEVELS[level]}] ${message}\n`);
  }
}

// Named one by one: VS Code imports them from an ES module, which sees only names that are assigned like this.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, filePath) => new Logger(name, filePath);
exports.createAsyncRotatingLogger = async (name, filePath) => new Logger(name, filePath);
