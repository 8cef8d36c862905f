// The questions that can be asked about a machine's network, and the machine as they need it.

/** The kinds of diagnostics, in the order in which they are offered. */
export const diagnosticKinds = ['ipFlow', 'nextHop', 'connectivity', 'securityRules', 'topology', 'flowLogs'] as const;

/** See diagnosticKinds. */
export type DiagnosticKind = (typeof diagnosticKinds)[number];

/** A network card of a machine, as far as questions need it. */
export interface MachineCard {
  readonly id: string;
  readonly isPrimary: boolean;
  /** Private IPv4 addresses, the primary one first. */
  readonly addresses: readonly string[];
}

/** A machine that can be asked about: where it is, and the watcher of its region. */
export interface DiagnosticMachine {
  readonly id: string;
  readonly name: string;
  /** Normalised region, e.g. `westeurope`. */
  readonly region: string;
  readonly watcherId: string;
}

/** A machine with its network cards, the primary card first; none when they could not be read. */
export interface MachineNetwork extends DiagnosticMachine {
  readonly cards: readonly MachineCard[];
}

/** The card that owns an address; undefined when none does. */
export function cardOfAddress(machine: MachineNetwork, address: string): MachineCard | undefined {
  return machine.cards.find((card) => card.addresses.includes(address));
}
