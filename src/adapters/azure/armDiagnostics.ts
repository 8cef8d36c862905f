// The diagnostics of Network Watcher through the official network client; its types and its pollers stay in the adapters.

import type { NetworkManagementClient } from '@azure/arm-network';
import type { CallOptions, ResourceReader } from '../../app/azure/ports.ts';
import type { Answer, NetworkDiagnostics } from '../../app/diagnostic/ports.ts';
import { asArray, asRecord, asString, at, parseJson } from '../../base/json.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import type { ConnectivityAnswer, ConnectivityQuestion } from '../../domain/diagnostic/connectivity.ts';
import type { DiagnosticMachine, MachineCard, MachineNetwork } from '../../domain/diagnostic/diagnosticKind.ts';
import type { FlowLog } from '../../domain/diagnostic/flowLog.ts';
import type { IpFlowAnswer, IpFlowQuestion } from '../../domain/diagnostic/ipFlow.ts';
import { parseIpv4 } from '../../domain/diagnostic/networkAddress.ts';
import type { NextHopAnswer, NextHopQuestion } from '../../domain/diagnostic/nextHop.ts';
import type { CardRules } from '../../domain/diagnostic/securityRule.ts';
import type { Topology } from '../../domain/diagnostic/topology.ts';
import { apiVersionPolicy } from './apiVersionPolicy.ts';
import { armEndpoint } from './armConnection.ts';
import type { ArmConnection } from './armConnection.ts';
import { translated } from './armErrors.ts';
import {
  fromWireConnectivity,
  fromWireFlowLog,
  fromWireIpFlow,
  fromWireNextHop,
  fromWireRules,
  fromWireTopology,
  toWireConnectivity,
  toWireIpFlow,
  toWireNextHop,
} from './diagnosticWire.ts';
import { createNetworkClient, sdkOptions } from './networkClient.ts';

/** A call to the watcher: its client, resource group, name, and the SDK's options. */
interface WatcherCall {
  readonly client: NetworkManagementClient;
  readonly group: string;
  readonly watcher: string;
  readonly sdk: { abortSignal?: AbortSignal };
}

/** Implements the port over NetworkWatchers and FlowLogs of Microsoft.Network. */
export class ArmDiagnostics implements NetworkDiagnostics {
  readonly #connection: ArmConnection;
  readonly #resources: ResourceReader;
  readonly #versions = apiVersionPolicy();

  constructor(connection: ArmConnection, resources: ResourceReader) {
    this.#connection = connection;
    this.#resources = resources;
  }

  async getMachineNetwork(machine: DiagnosticMachine, options: CallOptions = {}): Promise<MachineNetwork> {
    const value = await this.#resources.getResource(machine.id, options);
    const listed = asArray(at(value, 'properties', 'networkProfile', 'networkInterfaces'));
    const client = createNetworkClient(this.#connection, this.#versions);
    const cards = await Promise.all(
      listed.map(async (each): Promise<MachineCard> => {
        const id = asString(at(each, 'id')) ?? '';
        const isPrimary = listed.length === 1 || at(each, 'properties', 'primary') === true;
        const { resourceGroup = '', name = '' } = parseResourceId(id) ?? {};
        const found = await translated({ endpoint: armEndpoint(this.#connection), resourceId: id }, () =>
          client.networkInterfaces.get(resourceGroup, name, sdkOptions(options)),
        );
        const addresses = (found.ipConfigurations ?? [])
          .toSorted((a, b) => Number(b.primary === true) - Number(a.primary === true))
          .flatMap(({ privateIPAddress }) => parseIpv4(privateIPAddress ?? '') ?? []);
        return { id, isPrimary, addresses };
      }),
    );
    return { ...machine, cards: cards.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary)) };
  }

  verifyIpFlow(watcherId: string, question: IpFlowQuestion, options?: CallOptions): Promise<Answer<IpFlowAnswer>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) =>
      fromWireIpFlow(await client.networkWatchers.verifyIPFlow(group, watcher, toWireIpFlow(question), sdk)),
    );
  }

  getNextHop(watcherId: string, question: NextHopQuestion, options?: CallOptions): Promise<Answer<NextHopAnswer>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) =>
      fromWireNextHop(await client.networkWatchers.getNextHop(group, watcher, toWireNextHop(question), sdk)),
    );
  }

  checkConnectivity(
    watcherId: string,
    question: ConnectivityQuestion,
    options?: CallOptions,
  ): Promise<Answer<ConnectivityAnswer>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) =>
      fromWireConnectivity(
        await client.networkWatchers.checkConnectivity(group, watcher, toWireConnectivity(question), sdk),
      ),
    );
  }

  showSecurityRules(
    watcherId: string,
    machineId: string,
    options?: CallOptions,
  ): Promise<Answer<readonly CardRules[]>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) =>
      fromWireRules(
        await client.networkWatchers.getVMSecurityRules(group, watcher, { targetResourceId: machineId }, sdk),
      ),
    );
  }

  showTopology(watcherId: string, resourceGroup: string, options?: CallOptions): Promise<Answer<Topology>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) =>
      fromWireTopology(
        await client.networkWatchers.getTopology(group, watcher, { targetResourceGroupName: resourceGroup }, sdk),
      ),
    );
  }

  listFlowLogs(watcherId: string, options?: CallOptions): Promise<Answer<readonly FlowLog[]>> {
    return this.#ask(watcherId, options, async ({ client, group, watcher, sdk }) => {
      const logs: FlowLog[] = [];
      for await (const log of client.flowLogs.list(group, watcher, sdk)) {
        logs.push(fromWireFlowLog(log));
      }
      return logs;
    });
  }

  /**
   * Asks with a client of its own, so that what it heard is the answer to this question alone: the SDK drops what its types do
   * not know, and the JSON is shown as Azure sent it.
   */
  #ask<T>(
    watcherId: string,
    options: CallOptions | undefined,
    call: (watcher: WatcherCall) => Promise<T>,
  ): Promise<Answer<T>> {
    return translated({ endpoint: armEndpoint(this.#connection), resourceId: watcherId }, async () => {
      const parsed = parseResourceId(watcherId);
      if (parsed === undefined) {
        throw new Error(`Not a network watcher id: ${watcherId}`);
      }
      const client = createNetworkClient(this.#connection, this.#versions);
      const heard: unknown[] = [];
      client.pipeline.addPolicy({
        name: 'wirewatchAnswer',
        sendRequest: async (request, next) => {
          const response = await next(request);
          const body = parseJson(response.bodyAsText ?? '');
          if (response.status < 300 && body !== undefined && body !== null) {
            heard.push(body);
          }
          return response;
        },
      });
      const { resourceGroup: group, name: watcher } = parsed;
      const value = await call({ client, group, watcher, sdk: sdkOptions(options ?? {}) });
      return { value, json: answerOf(heard) };
    });
  }
}

/** The answer comes last, after the states of its operation; a list comes in pages, which are put together. */
function answerOf(heard: readonly unknown[]): unknown {
  const pages = heard.filter((each) => Array.isArray(asRecord(each)['value']));
  return pages.length > 1 ? { value: pages.flatMap((page) => asArray(asRecord(page)['value'])) } : heard.at(-1);
}
