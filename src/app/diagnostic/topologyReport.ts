// A topology as a picture, and the same as a table for who does not see it or looks for a name.

import * as l10n from '@vscode/l10n';
import { isSameResource, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport, ReportRow } from '../../domain/diagnostic/diagnosticReport.ts';
import { topologyGraph } from '../../domain/diagnostic/topology.ts';
import type { Topology, TopologyGraph, TopologyNodeKind } from '../../domain/diagnostic/topology.ts';
import { layoutTopology } from '../../domain/diagnostic/topologyLayout.ts';

/** Makes the report. */
export function topologyReport(machine: DiagnosticMachine, topology: Topology): DiagnosticReport {
  const group = parseResourceId(machine.id)?.resourceGroup ?? '';
  const graph = topologyGraph(topology);
  const count = graph.nodes.length;
  const isIncluded = graph.nodes.some(({ id }) => isSameResource(id, machine.id));
  const text =
    count === 0
      ? l10n.t('Azure knows no network resources in the resource group "{0}".', group)
      : isIncluded
        ? l10n.t('Network resources in the resource group "{0}": {1}. "{2}" is marked.', group, count, machine.name)
        : l10n.t(
            'Network resources in the resource group "{0}": {1}. "{2}" is not among them.',
            group,
            count,
            machine.name,
          );
  return {
    kind: 'topology',
    title: l10n.t('Topology around {0}', machine.name),
    verdict: { tone: 'neutral', text },
    sections:
      count === 0
        ? []
        : [
            {
              kind: 'picture',
              title: l10n.t('Picture'),
              summary: l10n.t('{0} The table below has the same as text.', text),
              picture: layoutTopology(graph, machine.id),
              kindNames: kindNames(),
            },
            {
              kind: 'table',
              title: l10n.t('Resources'),
              columns: [
                l10n.t('Name'),
                l10n.t('Kind'),
                l10n.t('Within'),
                l10n.t('Connected to'),
                l10n.t('Resource group'),
              ],
              rows: rowsOf(graph, machine),
            },
          ],
  };
}

function rowsOf(graph: TopologyGraph, machine: DiagnosticMachine): readonly ReportRow[] {
  const names = kindNames();
  const nameOf = new Map(graph.nodes.map(({ key, name }) => [key, name]));
  return graph.nodes.map(({ key, id, name, kind, type, parentKey }) => {
    const tied = graph.edges.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : []));
    return {
      cells: [
        name,
        kind === 'other' ? type : names[kind],
        parentKey === undefined ? '' : (nameOf.get(parentKey) ?? ''),
        tied.map((each) => nameOf.get(each) ?? '').join(', '),
        parseResourceId(id)?.resourceGroup ?? '',
      ],
      ...(isSameResource(id, machine.id) ? { mark: l10n.t('this machine') } : {}),
    };
  });
}

function kindNames(): Readonly<Record<TopologyNodeKind, string>> {
  return {
    virtualNetwork: l10n.t('virtual network'),
    subnet: l10n.t('subnet'),
    card: l10n.t('network card'),
    machine: l10n.t('virtual machine'),
    securityGroup: l10n.t('network security group'),
    routeTable: l10n.t('route table'),
    publicAddress: l10n.t('public address'),
    loadBalancer: l10n.t('load balancer'),
    gateway: l10n.t('gateway'),
    other: l10n.t('resource'),
  };
}
