// Reduces the npm-shrinkwrap.json that VS Code's server ships to the modules a test needs. What remains keeps its pinned
// version and integrity hash, so npm still checks every byte.
import fs from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Shrinkwrap {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

type Packages = Readonly<Record<string, LockedPackage>>;

/** What server-main.js, the extension host and the workbench page load; some of these exist in some versions only. */
const WANTED = [
  'cookie',
  'minimist',
  'ws',
  'yauzl',
  'yazl',
  'http-proxy-agent',
  'https-proxy-agent',
  'undici',
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@parcel/watcher',
  'vscode-regexpp',
  '@vscode/iconv-lite-umd',
  'jschardet',
  'vscode-oniguruma',
  'vscode-textmate',
  'tas-client',
  '@xterm/xterm',
  '@xterm/headless',
  '@xterm/addon-unicode11',
  '@xterm/addon-serialize',
];

const PTY_VERSION = '1.1.0';
/** The terminal's binaries by platform, inside npm packages: @lydell/node-pty stands in for node-pty, which would be compiled. */
const PTY_INTEGRITY: Readonly<Record<string, string>> = {
  'linux-x64': 'sha512-NcNqRTD14QT+vXcEuqSSvmWY+0+WUBn2uRE8EN0zKtDpIEr9d+YiFj16Uqds6QfcLCHfZmC+Ls7YzwTaqDnanA==',
  'linux-arm64': 'sha512-yyDBmalCfHpLiQMT2zyLcqL2Fay4Xy7rIs8GH4dqKLnEviMvPGOK7LADVkKAsbsyXBSISL3Lt1m1MtxhPH6ckg==',
  'darwin-arm64': 'sha512-7kFD+owAA61qmhJCtoMbqj3Uvff3YHDiU+4on5F2vQdcMI3MuwGi7dM6MkFG/yuzpw8LF2xULpL71tOPUfxs0w==',
  'darwin-x64': 'sha512-XZdvqj5FjAMjH8bdp0YfaZjur5DrCIDD1VYiE9EkkYVMDQqRUPHYV3U8BVEQVT9hYfjmpr7dNaELF2KyISWSNA==',
  'win32-x64': 'sha512-3N56BZ+WDFnUMYRtsrr7Ky2mhWGl9xXcyqR6cexfuCqcz9RNWL+KoXRv/nZylY5dYaXkft4JaR1uVu+roiZDAw==',
};

/** Packages that the shrinkwrap lacks: they carry the binaries that VS Code's own install scripts would build or download. */
function additions(): Record<string, LockedPackage> {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = PTY_INTEGRITY[platform];
  const binaries = `@lydell/node-pty-${platform}`;
  return {
    'node_modules/@lydell/node-pty': {
      version: PTY_VERSION,
      integrity: 'sha512-VDD8LtlMTOrPKWMXUAcB9+LTktzuunqrMwkYR1DMRBkS6LQrCt+0/Ws1o2rMml/n3guePpS7cxhHF7Nm5K4iMw==',
      ...(integrity ? { optionalDependencies: { [binaries]: PTY_VERSION } } : {}),
    },
    'node_modules/@vscode/ripgrep-universal': {
      version: '1.18.0',
      integrity: 'sha512-kgrAVy1L/v/8erAjo+I720ifTf7o4rvYUwgsuEu97XAEBtPT9sk3HhcSgFpxMydvNmwdJtXo9/AVee7JjocTrg==',
    },
    ...(integrity
      ? {
          [`node_modules/${binaries}`]: {
            version: PTY_VERSION,
            integrity,
            os: [process.platform],
            cpu: [process.arch],
            optional: true,
          },
        }
      : {}),
  };
}

/** Rewrites package.json and npm-shrinkwrap.json of a server folder; `npm install` then brings only what is needed. */
export function reduceShrinkwrap(folder: string): void {
  const lockPath = path.join(folder, 'npm-shrinkwrap.json');
  const manifestPath = path.join(folder, 'package.json');
  const lock = JSON.parse(fs.readFileSync(lockPath, 'utf8')) as Shrinkwrap;
  const manifest = JSON.parse(fs.readFileSync(manifestPath, 'utf8')) as {
    name: string;
    version: string;
    type?: string;
  };
  const packages = { ...reachable(lock.packages), ...additions() };
  const names = [...WANTED, '@lydell/node-pty', '@vscode/ripgrep-universal'];
  const dependencies = Object.fromEntries(
    names.flatMap((name) => {
      const version = packages[`node_modules/${name}`]?.version;
      return version ? [[name, version]] : [];
    }),
  );
  const { name, version, type } = manifest;
  fs.writeFileSync(manifestPath, JSON.stringify({ name, version, type, private: true, dependencies }, null, 2));
  fs.writeFileSync(
    lockPath,
    JSON.stringify({ ...lock, packages: { '': { name, version, dependencies }, ...packages } }, null, 2),
  );
}

function reachable(all: Packages): Record<string, LockedPackage> {
  const kept: Record<string, LockedPackage> = {};
  const waiting = WANTED.map((name) => `node_modules/${name}`);
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const entry = all[place];
    // An entry that comes from git is left out of the lock: npm then takes that version from the registry.
    if (!entry || kept[place] || entry.resolved?.startsWith('git')) {
      continue;
    }
    // Without `resolved` npm asks the registry it is configured for instead of the one this lock was written with.
    const { resolved: _, ...portable } = entry;
    kept[place] = portable;
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      const found = lookUp(all, place, name);
      if (found) {
        waiting.push(found);
      }
    }
  }
  return kept;
}

/** Node's resolution inside the lock: from a package upwards to the root. */
function lookUp(all: Packages, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const place = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (all[place]) {
      return place;
    }
    if (!at) {
      return undefined;
    }
  }
}
