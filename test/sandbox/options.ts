// Options of the sandbox's command line, with their defaults in one place.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorText } from '../../src/base/errorText.ts';

/** What the command line asks for. Port 0 takes any free port. */
export interface CommandLine {
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly armPort: number;
  readonly blobPort: number;
  readonly amqpPort: number;
  readonly amqpsPort: number;
  readonly controlPort: number;
  readonly gatewayPort: number;
  readonly seed: number;
  /** Requests per second of the small world. */
  readonly rate: number;
  /** Items of a page; the sandbox's own sizes when undefined. */
  readonly pageSize: number | undefined;
  readonly estate: 'small' | 'large';
  /** Length of a minute of alert rules in milliseconds. */
  readonly alertMinuteInMs: number;
  /** Keeps certificates and compiled code between starts. */
  readonly dataDir: string;
}

/** A command line that cannot be used; the message says what to do. */
export class UsageError extends Error {}

/** Where the sandbox keeps its data when nothing else is said: below the project, ignored by git. */
export const defaultDataDir = join(import.meta.dirname, '..', '..', 'out', 'sandbox');

/** Text of --help. */
export const helpText = `Usage: main.ts [options]

  --json              print one line of JSON (SandboxInfo) when ready
  --arm-port N        HTTPS port of ARM and of the token endpoint
  --blob-port N       HTTPS port of the blob service (Azurite)
  --amqp-port N       plain AMQP port of Event Hubs
  --amqps-port N      AMQP port over TLS of Event Hubs
  --control-port N    HTTP port of the control endpoint
  --gateway-port N    HTTP port of the API gateway of the small world
  --seed N            seed of all ids and keys (default 1)
  --rate N            requests per second of the small world (default 5)
  --estate NAME       small (default), or large: 40 watchers, 5,000 machines, 500 captures
  --page-size N       items of a page of an ARM list (default 100) and rows of one of Resource Graph (default 1000)
  --alert-minute N    length of a minute of alert rules in milliseconds (default 60000)
  --data-dir PATH     folder for certificates and compiled code (default out/sandbox)
  --help              show this text

Every port is 0, any free port, unless given.
`;

const optionTypes = {
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  'arm-port': { type: 'string' },
  'blob-port': { type: 'string' },
  'amqp-port': { type: 'string' },
  'amqps-port': { type: 'string' },
  'control-port': { type: 'string' },
  'gateway-port': { type: 'string' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  estate: { type: 'string' },
  'page-size': { type: 'string' },
  'alert-minute': { type: 'string' },
  'data-dir': { type: 'string' },
} as const;

/** Reads the command line. @throws UsageError for unknown options and values out of range */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parse(args);
  const port = (name: PortOption): number =>
    toNumber(name, values[name] ?? '0', { min: 0, max: 65_535, isInteger: true });
  return {
    isJson: values.json ?? false,
    isHelp: values.help ?? false,
    armPort: port('arm-port'),
    blobPort: port('blob-port'),
    amqpPort: port('amqp-port'),
    amqpsPort: port('amqps-port'),
    controlPort: port('control-port'),
    gatewayPort: port('gateway-port'),
    seed: toNumber('seed', values.seed ?? '1', { min: 0, max: 2 ** 32 - 1, isInteger: true }),
    rate: toNumber('rate', values.rate ?? '5', { min: 0, max: 10_000, isInteger: false }),
    pageSize:
      values['page-size'] === undefined
        ? undefined
        : toNumber('page-size', values['page-size'], { min: 1, max: 1000, isInteger: true }),
    estate: toEstate(values.estate ?? 'small'),
    alertMinuteInMs: toNumber('alert-minute', values['alert-minute'] ?? '60000', {
      min: 20,
      max: 3_600_000,
      isInteger: true,
    }),
    dataDir: values['data-dir'] ?? defaultDataDir,
  };
}

type PortOption = 'arm-port' | 'blob-port' | 'amqp-port' | 'amqps-port' | 'control-port' | 'gateway-port';

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: optionTypes, allowPositionals: false, strict: true });
  } catch (error) {
    throw new UsageError(`${errorText(error)}\nRun with --help to see all options.`, {
      cause: error,
    });
  }
}

function toEstate(text: string): 'small' | 'large' {
  if (text !== 'small' && text !== 'large') {
    throw new UsageError(`--estate must be small or large, not '${text}'.`);
  }
  return text;
}

function toNumber(
  name: string,
  text: string,
  range: { readonly min: number; readonly max: number; readonly isInteger: boolean },
): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value < range.min || value > range.max || (range.isInteger && !Number.isInteger(value))) {
    throw new UsageError(
      `--${name} must be ${range.isInteger ? 'a whole number' : 'a number'} from ${range.min} to ${range.max}, not '${text}'.`,
    );
  }
  return value;
}
