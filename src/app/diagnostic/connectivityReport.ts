// "Does a connection come through, and where does it end?" answered: a sentence, what was measured, and the way hop by hop.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { decisiveIssue, hopsInOrder, issueContext } from '../../domain/diagnostic/connectivity.ts';
import type {
  ConnectivityAnswer,
  ConnectivityHop,
  ConnectivityIssue,
  ConnectivityQuestion,
} from '../../domain/diagnostic/connectivity.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport, ReportHop, ReportTone } from '../../domain/diagnostic/diagnosticReport.ts';
import { readRuleName } from '../../domain/diagnostic/securityRule.ts';
import { factOf, millisecondsText, protocolText } from './reportWords.ts';

/** Makes the report. */
export function connectivityReport(
  machine: DiagnosticMachine,
  question: ConnectivityQuestion,
  answer: ConnectivityAnswer,
): DiagnosticReport {
  const target = targetText(question);
  return {
    kind: 'connectivity',
    title: l10n.t('Connection from {0} to {1}', machine.name, target),
    verdict: { tone: tones[answer.status], text: sentenceOf(machine.name, target, answer) },
    sections: [
      {
        kind: 'facts',
        title: l10n.t('Connection'),
        facts: [
          ...factOf(l10n.t('Machine'), machine.name),
          ...factOf(l10n.t('Destination'), target),
          ...factOf(l10n.t('Protocol'), protocolText(question.protocol)),
          ...factOf(l10n.t('Status'), answer.statusName),
          ...factOf(l10n.t('Probes sent'), answer.probesSent),
          ...factOf(l10n.t('Probes failed'), answer.probesFailed),
          ...factOf(l10n.t('Round trip, average'), timeText(answer.averageLatencyInMs)),
          ...factOf(l10n.t('Round trip, shortest'), timeText(answer.minLatencyInMs)),
          ...factOf(l10n.t('Round trip, longest'), timeText(answer.maxLatencyInMs)),
        ],
      },
      ...(answer.hops.length === 0
        ? []
        : [{ kind: 'hops' as const, title: l10n.t('The way, hop by hop'), hops: hopsInOrder(answer.hops).map(toHop) }]),
    ],
  };
}

const tones: Readonly<Record<ConnectivityAnswer['status'], ReportTone>> = {
  reachable: 'good',
  degraded: 'bad',
  unreachable: 'bad',
  unknown: 'neutral',
};

function sentenceOf(machine: string, target: string, answer: ConnectivityAnswer): string {
  const outcome = outcomeText(machine, target, answer);
  const decisive = answer.status === 'reachable' ? undefined : decisiveIssue(answer.hops);
  return decisive === undefined ? outcome : `${outcome} ${issueText(decisive.issue)}`;
}

function outcomeText(machine: string, target: string, answer: ConnectivityAnswer): string {
  const { status, probesSent, probesFailed, averageLatencyInMs } = answer;
  switch (status) {
    case 'reachable':
      return averageLatencyInMs === undefined
        ? l10n.t('"{0}" reaches {1}.', machine, target)
        : l10n.t('"{0}" reaches {1} in {2} on average.', machine, target, millisecondsText(averageLatencyInMs));
    case 'degraded':
      return probesSent === undefined || probesFailed === undefined
        ? l10n.t('"{0}" reaches {1}, but not reliably.', machine, target)
        : l10n.t('"{0}" reaches {1}, but {2} of {3} probes failed.', machine, target, probesFailed, probesSent);
    case 'unreachable':
      return l10n.t('"{0}" does not reach {1}.', machine, target);
    case 'unknown':
      return l10n.t('Azure did not say whether "{0}" reaches {1}.', machine, target);
  }
}

function toHop(hop: ConnectivityHop): ReportHop {
  const name = hop.resourceId === undefined ? undefined : resourceName(hop.resourceId);
  return {
    title: name === undefined ? hop.type : `${name} (${hop.type})`,
    address: hop.address ?? '',
    issues: hop.issues.map((issue) => ({ isError: issue.isError, text: issueText(issue) })),
    latency: hop.roundTripInMs === undefined ? '' : millisecondsText(hop.roundTripInMs),
  };
}

/** What is wrong, in a sentence; kinds that this product does not know keep the service's word. */
function issueText(issue: ConnectivityIssue): string {
  const rule = issueContext(issue, 'RuleName');
  switch (issue.type.toLowerCase()) {
    case 'networksecurityrule':
      return rule === undefined
        ? l10n.t('A network security rule stops the packets.')
        : l10n.t('The network security rule "{0}" stops the packets.', readRuleName(rule).name);
    case 'userdefinedroute':
      return l10n.t('A route of a route table leads the packets elsewhere.');
    case 'guestfirewall':
      return l10n.t('The firewall within the machine stops the packets.');
    case 'dnsresolution':
      return l10n.t('The name of the destination could not be resolved.');
    case 'socketbind':
      return l10n.t('Nothing listens at the port, or the source port is in use.');
    case 'agentstopped':
      return l10n.t('The Network Watcher agent on the machine does not answer.');
    case 'cpu':
      return l10n.t('The processor of the machine is busy.');
    case 'memory':
      return l10n.t('The memory of the machine is full.');
    case 'portthrottled':
      return l10n.t('The platform limits connections of this port.');
    case 'platform':
      return l10n.t('The Azure platform has a fault here.');
    default:
      return [
        l10n.t('Azure found an issue of the kind "{0}".', issue.type),
        ...issue.context.map(([name, value]) => `${name}: ${value}`),
      ].join(' ');
  }
}

function targetText({ destination, port }: ConnectivityQuestion): string {
  const name = destination.kind === 'address' ? destination.address : resourceName(destination.resourceId);
  return port === undefined ? name : `${name}:${port}`;
}

function timeText(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : millisecondsText(milliseconds);
}
