// What a diagnostic asks a person: its fields, what each begins with, and reading them into a question.
// A form that cannot be read says which field is wrong and how; nothing is sent then.

import { parseResourceId } from '../arm/resourceId.ts';
import type { ConnectivityDestination, ConnectivityQuestion } from './connectivity.ts';
import { cardOfAddress } from './diagnosticKind.ts';
import type { DiagnosticKind, MachineNetwork } from './diagnosticKind.ts';
import type { IpFlowQuestion } from './ipFlow.ts';
import { parseHostName, parseIpv4, parsePort } from './networkAddress.ts';
import type { NextHopQuestion } from './nextHop.ts';

/** The fields of all forms. */
export type FormField =
  | 'direction'
  | 'protocol'
  | 'localAddress'
  | 'localPort'
  | 'remoteAddress'
  | 'remotePort'
  | 'sourceAddress'
  | 'destinationAddress'
  | 'destination'
  | 'port';

/** What stands in a form; absent fields count as empty. */
export type FormValues = Readonly<Partial<Record<FormField, string>>>;

/** What is wrong with a field. */
export type FieldProblem = 'notIpv4' | 'notPort' | 'notPortOrAny' | 'notDestination' | 'notChoice';

/** What is wrong with a form, by field. */
export type FormProblems = Readonly<Partial<Record<FormField, FieldProblem>>>;

/** What a person asks, by kind; kinds without fields ask about the machine as it is. */
export type DiagnosticQuestion =
  | { readonly kind: 'ipFlow'; readonly question: IpFlowQuestion }
  | { readonly kind: 'nextHop'; readonly question: NextHopQuestion }
  | { readonly kind: 'connectivity'; readonly question: ConnectivityQuestion }
  | { readonly kind: 'securityRules' | 'topology' | 'flowLogs' };

/** A form as it was read: the question, or what is wrong. */
export type ReadForm = { readonly asked: DiagnosticQuestion } | { readonly problems: FormProblems };

const directions = ['inbound', 'outbound'] as const;
const flowProtocols = ['tcp', 'udp'] as const;
const connectionProtocols = ['tcp', 'http', 'https', 'icmp'] as const;

/** The fields of each kind, in the order in which they are asked; a kind without fields asks for nothing. */
export const fieldsOfKind: Readonly<Record<DiagnosticKind, readonly FormField[]>> = {
  ipFlow: ['direction', 'protocol', 'localAddress', 'localPort', 'remoteAddress', 'remotePort'],
  nextHop: ['sourceAddress', 'destinationAddress'],
  connectivity: ['destination', 'protocol', 'port'],
  securityRules: [],
  topology: [],
  flowLogs: [],
};

/** The choices of fields that are no free text; protocols differ by kind. */
export function choicesOf(kind: DiagnosticKind, field: FormField): readonly string[] | undefined {
  switch (field) {
    case 'direction':
      return directions;
    case 'protocol':
      return kind === 'ipFlow' ? flowProtocols : connectionProtocols;
    default:
      return undefined;
  }
}

/** True for a field that has more than one sensible value: not the only address of the machine, and no port of ICMP. */
export function isFieldAsked(field: FormField, machine: MachineNetwork, values: FormValues): boolean {
  switch (field) {
    case 'localAddress':
    case 'sourceAddress':
      return machine.cards.flatMap((card) => card.addresses).length !== 1;
    case 'port':
      return values.protocol !== 'icmp';
    default:
      return true;
  }
}

/**
 * What a field begins with: the machine's own address, and a common question: HTTPS to the machine or from it, where packets to
 * the internet go. Ports of the side that begins a connection are 60000, as in Azure's own examples.
 */
export function fieldDefault(field: FormField, machine: MachineNetwork, values: FormValues): string {
  switch (field) {
    case 'direction':
      return 'inbound';
    case 'protocol':
      return 'tcp';
    case 'localAddress':
    case 'sourceAddress':
      return machine.cards[0]?.addresses[0] ?? '';
    case 'localPort':
      return values.direction === 'outbound' ? '60000' : '443';
    case 'remotePort':
      return values.direction === 'outbound' ? '443' : '60000';
    case 'destinationAddress':
      return '8.8.8.8';
    case 'port':
      return values.protocol === 'http' ? '80' : '443';
    case 'remoteAddress':
    case 'destination':
      return '';
  }
}

/** Reads a form of any kind. */
export function readForm(kind: DiagnosticKind, machine: MachineNetwork, values: FormValues): ReadForm {
  switch (kind) {
    case 'ipFlow':
      return readIpFlow(machine, values);
    case 'nextHop':
      return readNextHop(machine, values);
    case 'connectivity':
      return readConnectivity(machine, values);
    case 'securityRules':
    case 'topology':
    case 'flowLogs':
      return { asked: { kind } };
  }
}

function readIpFlow(machine: MachineNetwork, values: FormValues): ReadForm {
  const direction = choice(values.direction, directions);
  const protocol = choice(values.protocol, flowProtocols);
  const localAddress = parseIpv4(values.localAddress ?? '');
  const remoteAddress = parseIpv4(values.remoteAddress ?? '');
  const localPort = readPort(values.localPort, direction === 'outbound');
  const remotePort = readPort(values.remotePort, direction === 'inbound');
  if (
    direction === undefined ||
    protocol === undefined ||
    localAddress === undefined ||
    remoteAddress === undefined ||
    localPort === undefined ||
    remotePort === undefined
  ) {
    const problems = problemsOf({
      direction: direction === undefined && 'notChoice',
      protocol: protocol === undefined && 'notChoice',
      localAddress: localAddress === undefined && 'notIpv4',
      remoteAddress: remoteAddress === undefined && 'notIpv4',
      localPort: localPort === undefined && (direction === 'outbound' ? 'notPortOrAny' : 'notPort'),
      remotePort: remotePort === undefined && (direction === 'inbound' ? 'notPortOrAny' : 'notPort'),
    });
    return { problems };
  }
  const ends = { localAddress, localPort, remoteAddress, remotePort };
  const question = { machineId: machine.id, ...cardPart(machine, localAddress), direction, protocol, ...ends };
  return { asked: { kind: 'ipFlow', question } };
}

function readNextHop(machine: MachineNetwork, values: FormValues): ReadForm {
  const sourceAddress = parseIpv4(values.sourceAddress ?? '');
  const destinationAddress = parseIpv4(values.destinationAddress ?? '');
  if (sourceAddress === undefined || destinationAddress === undefined) {
    const problems = problemsOf({
      sourceAddress: sourceAddress === undefined && 'notIpv4',
      destinationAddress: destinationAddress === undefined && 'notIpv4',
    });
    return { problems };
  }
  const question = { machineId: machine.id, ...cardPart(machine, sourceAddress), sourceAddress, destinationAddress };
  return { asked: { kind: 'nextHop', question } };
}

function readConnectivity(machine: MachineNetwork, values: FormValues): ReadForm {
  const protocol = choice(values.protocol, connectionProtocols);
  const destination = readDestination(values.destination ?? '');
  const port = protocol === 'icmp' ? undefined : parsePort(values.port ?? '');
  const isPortMissing = protocol !== 'icmp' && port === undefined;
  if (protocol === undefined || destination === undefined || isPortMissing) {
    const problems = problemsOf({
      protocol: protocol === undefined && 'notChoice',
      destination: destination === undefined && 'notDestination',
      port: isPortMissing && 'notPort',
    });
    return { problems };
  }
  const question = { machineId: machine.id, destination, protocol, ...(port === undefined ? {} : { port }) };
  return { asked: { kind: 'connectivity', question } };
}

/** An IPv4 address, a host name, the host of a URL, or the id of a resource. */
function readDestination(text: string): ConnectivityDestination | undefined {
  const typed = text.trim();
  if (typed.startsWith('/')) {
    return parseResourceId(typed) === undefined ? undefined : { kind: 'resource', resourceId: typed };
  }
  // The service takes a URI, but its port and protocol stand in fields of their own.
  const host = /^https?:\/\//i.test(typed) ? (URL.parse(typed)?.hostname ?? '') : typed;
  const address = parseIpv4(host) ?? parseHostName(host);
  return address === undefined ? undefined : { kind: 'address', address };
}

function readPort(text: string | undefined, isSource: boolean): number | '*' | undefined {
  return isSource && text?.trim() === '*' ? '*' : parsePort(text ?? '');
}

/** The service wants the card where a machine has several. */
function cardPart(machine: MachineNetwork, address: string): { readonly cardId?: string } {
  const card = machine.cards.length > 1 ? cardOfAddress(machine, address) : undefined;
  return card === undefined ? {} : { cardId: card.id };
}

function choice<T extends string>(value: string | undefined, choices: readonly T[]): T | undefined {
  return choices.find((each) => each === value);
}

function problemsOf(problems: Readonly<Partial<Record<FormField, FieldProblem | false>>>): FormProblems {
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== false));
}
