// Stands in for `vscode` where only loading is of interest: every name of the API's typings exists, and everything about it is
// callable, constructible and again the same. Loading this file makes `require('vscode')` give it.

const fs = require('node:fs');
const Module = require('node:module');

// A class, for a function's own `prototype` cannot be answered by a proxy as a subclass needs it.
// oxlint-disable-next-line typescript/no-extraneous-class
const anything = new Proxy(class {}, {
  get: (target, name) => {
    if (name === 'prototype') {
      return target.prototype;
    }
    return name === Symbol.toPrimitive ? () => '' : name === 'then' || name === Symbol.iterator ? undefined : anything;
  },
  apply: () => anything,
  construct: () => anything,
});

const typings = fs.readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = [
  ...typings.matchAll(/^\t(?:export )?(?:namespace|class|abstract class|enum|const|let|function) (\w+)/gm),
].map((match) => match[1]);
// Bundlers copy the names one by one, so they have to be the object's own.
const stub = Object.fromEntries(names.map((name) => [name, anything]));

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? stub : load.call(this, request, ...rest);
};

/** Ends the standing in. */
exports.restore = () => {
  Module._load = load;
};
