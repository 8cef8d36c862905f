// Network diagnostics through the real network client: every answer follows from the rules, routes and machines of the estate.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NetworkManagementClient } from '@azure/arm-network';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import { ask, errorCode, machineId, networkClient, sandboxFor, scaleSetId, watcher } from '../testSupport.ts';

const version = 'api-version=2026-01-01';

describe('ipFlowVerify', () => {
  const erp = { vm: 'vm-legacy-erp', local: '10.1.0.20' };
  const gateway = { vm: 'vm-gateway-01', local: '10.1.2.4' };
  for (const [what, about, expected] of [
    ['HTTPS from the internet', { ...gateway, from: '8.8.8.8', to: '443' }, 'Allow securityRules/Allow-Https'],
    ['SSH from the office', { ...gateway, from: '203.0.113.9', to: '22' }, 'Allow securityRules/Allow-Ssh-Office'],
    ['SSH from elsewhere', { ...gateway, from: '8.8.8.8', to: '22' }, 'Deny defaultSecurityRules/DenyAllInBound'],
    [
      'UDP on the HTTPS port',
      { ...gateway, from: '8.8.8.8', to: '443', protocol: 'UDP' },
      'Deny defaultSecurityRules/DenyAllInBound',
    ],
    ['a neighbour', { ...gateway, from: '10.1.0.4', to: '5000' }, 'Allow defaultSecurityRules/AllowVnetInBound'],
    [
      'a probe',
      { ...gateway, from: '168.63.129.16', to: '80' },
      'Allow defaultSecurityRules/AllowAzureLoadBalancerInBound',
    ],
    [
      'RDP that the subnet allows and the card denies',
      { ...erp, from: '203.0.113.9', to: '3389' },
      'Deny securityRules/Deny-Rdp',
    ],
    ['a port of a range', { ...erp, from: '10.1.2.4', to: '8005' }, 'Allow securityRules/Allow-Erp'],
    ['what the subnet denies first', { ...erp, from: '10.1.2.4', to: '50000' }, 'Deny securityRules/Deny-Vnet'],
  ] as const) {
    it(`knows ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { access, ruleName } = await networkClient(sandbox).networkWatchers.verifyIPFlow(...watcher, {
        targetResourceId: machineId(sandbox, about.vm),
        direction: 'Inbound',
        protocol: 'protocol' in about ? about.protocol : 'TCP',
        localIPAddress: about.local,
        localPort: about.to,
        remoteIPAddress: about.from,
        remotePort: '50123',
      });
      assert.equal(`${access} ${ruleName}`, expected);
    });
  }

  it('follows a change of the rules', async (t) => {
    const sandbox = await sandboxFor(t);
    const verify = async (): Promise<string> => {
      const { access, ruleName } = await networkClient(sandbox).networkWatchers.verifyIPFlow(...watcher, {
        targetResourceId: machineId(sandbox, 'vm-gateway-01'),
        direction: 'Outbound',
        protocol: 'TCP',
        localIPAddress: '10.1.2.4',
        localPort: '50123',
        remoteIPAddress: '8.8.8.8',
        remotePort: '25',
      });
      return `${access} ${ruleName}`;
    };
    assert.equal(await verify(), 'Deny securityRules/Deny-Smtp');
    const group = sandbox.arm.state.list({ type: 'Microsoft.Network/networkSecurityGroups' })[0];
    assert.ok(group);
    group.properties = { ...group.properties, securityRules: [] };
    assert.equal(await verify(), 'Allow defaultSecurityRules/AllowInternetOutBound');
  });

  it('is an operation of the kind that was recorded, and refuses what cannot be asked', async (t) => {
    const sandbox = await sandboxFor(t, { operationDurationInMs: 60_000 });
    const good = {
      targetResourceId: machineId(sandbox, 'vm-gateway-01'),
      direction: 'Inbound',
      protocol: 'TCP',
      localIPAddress: '10.1.2.4',
      localPort: '443',
      remoteIPAddress: '8.8.8.8',
      remotePort: '*',
    };
    const accepted = await post(sandbox, 'ipFlowVerify', good);
    assert.deepEqual([accepted.status, accepted.text], [202, 'null']);
    const pending = await ask(sandbox, String(accepted.headers['location']));
    assert.deepEqual([pending.status, pending.text], [202, 'null']);
    assert.match(String(accepted.headers['azure-asyncoperation']), /\/operations\//);
    for (const [change, code] of [
      [{ localIPAddress: '10.1.2.5' }, 'InvalidParameterValue'],
      [{ remoteIPAddress: '8.8.8' }, 'InvalidParameterValue'],
      [{ protocol: 'ICMP' }, 'InvalidParameterValue'],
      [{ localPort: '70000' }, 'InvalidParameterValue'],
      [{ targetResourceId: undefined }, 'InvalidParameterValue'],
      [{ targetResourceId: `${good.targetResourceId}0` }, 'InvalidResourceReference'],
      [{ targetResourceId: machineId(sandbox, 'vm-north-web'), localIPAddress: '10.2.0.4' }, 'InvalidResourceLocation'],
    ] as const) {
      const refused = await post(sandbox, 'ipFlowVerify', { ...good, ...change });
      assert.deepEqual([refused.status, errorCode(refused)], [400, code], JSON.stringify(change));
    }
    assert.equal((await post(sandbox, 'ipFlowVerify', good, 'ren')).status, 403);
  });

  it('fails for a machine that does not run', async (t) => {
    const sandbox = await sandboxFor(t);
    await assert.rejects(
      Promise.resolve(
        networkClient(sandbox).networkWatchers.getNextHop(...watcher, {
          targetResourceId: machineId(sandbox, 'vm-batch-01'),
          sourceIPAddress: '10.1.0.30',
          destinationIPAddress: '8.8.8.8',
        }),
      ),
      /VMNotRunning/,
    );
  });
});

describe('nextHop', () => {
  it('takes the longest prefix, and the table’s route before Azure’s own', async (t) => {
    const sandbox = await sandboxFor(t);
    const hop = async (targetResourceId: string, sourceIPAddress: string, to: string): Promise<string> => {
      const found = await networkClient(sandbox).networkWatchers.getNextHop(...watcher, {
        targetResourceId,
        sourceIPAddress,
        destinationIPAddress: to,
      });
      return `${found.nextHopType} ${found.nextHopIpAddress ?? '-'} ${found.routeTableId?.split('/').at(-1)}`;
    };
    const orders = machineId(sandbox, 'vm-orders-01');
    assert.equal(await hop(orders, '10.1.0.4', '10.1.2.4'), 'VnetLocal - System Route');
    assert.equal(await hop(orders, '10.1.0.4', '8.8.8.8'), 'Internet - System Route');
    assert.equal(await hop(orders, '10.1.0.4', '192.168.40.7'), 'VirtualAppliance 10.1.5.4 rt-orders');
    assert.equal(await hop(orders, '10.1.0.4', '192.168.41.7'), 'None - System Route');
    assert.equal(await hop(orders, '10.1.0.4', '172.20.1.1'), 'None - rt-orders');
    const worker = `${scaleSetId(sandbox, 'vmss-workers')}/virtualMachines/0`;
    assert.equal(await hop(worker, '10.1.4.4', '8.8.8.8'), 'VirtualAppliance 10.1.5.4 rt-workers');
    assert.equal(await hop(worker, '10.1.4.4', '20.60.1.1'), 'Internet - rt-workers');
  });
});

describe('connectivityCheck', () => {
  for (const [what, from, destination, expected] of [
    ['a call that is allowed', 'vm-gateway-01', { vm: 'vm-orders-01', port: 8080 }, 'Reachable Source,VirtualMachine'],
    [
      'a port without a listener',
      'vm-gateway-01',
      { vm: 'vm-legacy-erp', port: 8005 },
      'Unreachable VirtualMachine:GuestFirewall',
    ],
    [
      'a rule at the other end',
      'vm-orders-01',
      { vm: 'vm-legacy-erp', port: 3389 },
      'Unreachable VirtualMachine:NetworkSecurityRule UserRule_Deny-Rdp',
    ],
    [
      'a rule at this end',
      'vm-gateway-01',
      { address: '8.8.8.8', port: 25 },
      'Unreachable Source:NetworkSecurityRule UserRule_Deny-Smtp',
    ],
    [
      'a route to nowhere',
      'vm-orders-01',
      { address: '172.20.1.1', port: 443 },
      'Unreachable Source:UserDefinedRoute User',
    ],
    [
      'an appliance between',
      'vm-orders-01',
      { address: '192.168.40.7', port: 443 },
      'Reachable Source,VirtualAppliance,Internet',
    ],
    [
      'a machine that is off',
      'vm-gateway-01',
      { vm: 'vm-batch-01', port: 8080 },
      'Unreachable VirtualMachine:Platform deallocated',
    ],
    [
      'a name in the network',
      'vm-gateway-01',
      { address: 'vm-orders-02', port: 8080 },
      'Reachable Source,VirtualMachine',
    ],
    [
      'a name nobody knows',
      'vm-gateway-01',
      { address: 'nowhere.internal', port: 80 },
      'Unreachable Source:DnsResolution',
    ],
    ['a public name', 'vm-gateway-01', { address: 'https://www.contoso.com/', port: 443 }, 'Reachable Source,Internet'],
    [
      'a public address of ours',
      'vm-gateway-01',
      { address: '20.50.100.20', port: 3389 },
      'Unreachable VirtualMachine:NetworkSecurityRule DefaultRule_DenyAllInBound',
    ],
  ] as const) {
    it(`tells of ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const target =
        'vm' in destination
          ? { resourceId: machineId(sandbox, destination.vm), port: destination.port }
          : { address: destination.address, port: destination.port };
      const result = await check(networkClient(sandbox), machineId(sandbox, from), target);
      const issues = (result.hops ?? []).flatMap(({ type, issues: found = [] }) =>
        found.map((issue) => [`${type}:${issue.type}`, ...(issue.context ?? []).map((one) => one['value'])].join(' ')),
      );
      const path = issues.length > 0 ? issues.join(' ') : (result.hops ?? []).map(({ type }) => type).join(',');
      assert.equal(`${result.connectionStatus} ${path}`, expected.replace('GuestFirewall', 'GuestFirewall 8005'));
      assert.equal(result.probesFailed, expected.startsWith('Reachable') ? 0 : result.probesSent);
      const ids = (result.hops ?? []).map(({ id }) => id);
      assert.deepEqual(result.hops?.[0]?.nextHopIds, ids.slice(1, 2));
    });
  }

  it('needs the agent on the source', async (t) => {
    const sandbox = await sandboxFor(t);
    await assert.rejects(
      check(networkClient(sandbox), machineId(sandbox, 'vm-legacy-erp'), { address: '8.8.8.8', port: 443 }),
      /NetworkWatcherAgentNotInstalled/,
    );
  });
});

describe('views of the network', () => {
  it('shows the rules in force at a card, with their tags expanded', async (t) => {
    const sandbox = await sandboxFor(t);
    const view = await networkClient(sandbox).networkWatchers.getVMSecurityRules(...watcher, {
      targetResourceId: machineId(sandbox, 'vm-legacy-erp'),
    });
    const [card] = view.networkInterfaces ?? [];
    const associations = card?.securityRuleAssociations;
    assert.ok(associations);
    assert.ok(associations.subnetAssociation?.id?.endsWith('/subnets/snet-orders'));
    assert.ok(associations.networkInterfaceAssociation?.id?.endsWith('/vm-legacy-erp-nic'));
    const rules = associations.effectiveSecurityRules ?? [];
    const deny = rules.find(({ name }) => name === 'UserRule_Deny-Rdp');
    assert.deepEqual([deny?.destinationPortRange, deny?.sourceAddressPrefix], ['3389-3389', '0.0.0.0/0']);
    const local = rules.find(({ name }) => name === 'DefaultRule_AllowVnetInBound');
    assert.deepEqual(local?.expandedSourceAddressPrefix, ['10.1.0.0/16', '192.168.40.0/24', '172.16.0.0/12']);
  });

  it('says which rule of which group matched, and why the others did not', async (t) => {
    const sandbox = await sandboxFor(t);
    const { results = [] } = await networkClient(sandbox).networkWatchers.getNetworkConfigurationDiagnostic(
      ...watcher,
      {
        targetResourceId: machineId(sandbox, 'vm-legacy-erp'),
        profiles: [
          {
            direction: 'Inbound',
            protocol: 'TCP',
            source: '203.0.113.9',
            destination: '10.1.0.20',
            destinationPort: '3389',
          },
          {
            direction: 'Outbound',
            protocol: 'TCP',
            source: '10.1.0.20',
            destination: 'Internet',
            destinationPort: '443',
          },
        ],
      },
    );
    const [inbound, outbound] = results.map(({ networkSecurityGroupResult: result }) => ({
      access: result?.securityRuleAccessResult,
      groups: result?.evaluatedNetworkSecurityGroups?.map(
        ({ networkSecurityGroupId, matchedRule }) =>
          `${networkSecurityGroupId?.split('/').at(-1)} ${matchedRule?.action} ${matchedRule?.ruleName}`,
      ),
    }));
    assert.deepEqual(inbound, {
      access: 'Deny',
      groups: ['nsg-orders Allow securityRules/Allow-Rdp-Erp', 'nsg-erp Deny securityRules/Deny-Rdp'],
    });
    assert.equal(outbound?.access, 'Allow');
    assert.equal(outbound.groups?.length, 2);
    const first =
      results[0]?.networkSecurityGroupResult?.evaluatedNetworkSecurityGroups?.[0]?.rulesEvaluationResult?.[0];
    assert.deepEqual(
      [first?.name, first?.protocolMatched, first?.sourceMatched, first?.destinationPortMatched],
      ['securityRules/Allow-Gateway', true, false, false],
    );
  });

  it('draws the topology of a group, of a network and of a subnet', async (t) => {
    const sandbox = await sandboxFor(t);
    const client = networkClient(sandbox);
    const group = await client.networkWatchers.getTopology(...watcher, { targetResourceGroupName: 'rg-edge-prod' });
    assert.ok(group.createdDateTime instanceof Date);
    const nodes = new Map((group.resources ?? []).map((node) => [node.name, node.associations ?? []]));
    assert.deepEqual(
      nodes.get('vm-gateway-01-nic')?.map(({ name, associationType }) => [name, associationType]),
      [
        ['snet-gateway', 'Associated'],
        ['pip-gateway', 'Associated'],
      ],
    );
    assert.deepEqual(nodes.get('vm-gateway-01')?.[0]?.associationType, 'Contains');
    assert.deepEqual(
      nodes.get('snet-orders')?.map(({ name }) => name),
      ['nsg-orders', 'rt-orders'],
    );
    const network = sandbox.arm.state.list({ type: 'Microsoft.Network/virtualNetworks' })[0];
    const subnet = await client.networkWatchers.getTopology(...watcher, {
      targetSubnet: { id: `${network?.id}/subnets/snet-gateway` },
    });
    assert.deepEqual(
      subnet.resources?.map(({ name }) => name),
      ['vnet-fabrikam', 'snet-gateway', 'vm-gateway-01-nic', 'vm-gateway-01'],
    );
  });

  it('lists flow logs, which Resource Graph knows too', async (t) => {
    const sandbox = await sandboxFor(t);
    const names: (string | undefined)[] = [];
    for await (const flowLog of networkClient(sandbox).flowLogs.list(...watcher)) {
      names.push(flowLog.name);
    }
    assert.deepEqual(names, ['vnet-fabrikam-flowlog', 'nsg-gateway-flowlog']);
    const one = await networkClient(sandbox).flowLogs.get(...watcher, 'vnet-fabrikam-flowlog');
    assert.ok(one.targetResourceId?.endsWith('/virtualNetworks/vnet-fabrikam'));
    const graph = await ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
      method: 'POST',
      body: { query: "Resources | where type =~ 'microsoft.network/networkwatchers/flowlogs' | count" },
    });
    assert.deepEqual((graph.body as { data: unknown }).data, [{ Count: 2 }]);
  });
});

async function check(
  client: NetworkManagementClient,
  resourceId: string,
  destination: { readonly resourceId?: string; readonly address?: string; readonly port: number },
): Promise<Awaited<ReturnType<NetworkManagementClient['networkWatchers']['checkConnectivity']>>> {
  return client.networkWatchers.checkConnectivity(...watcher, { source: { resourceId }, destination, protocol: 'Tcp' });
}

function post(sandbox: Sandbox, name: string, body: unknown, account = 'ada'): Promise<Answer> {
  const id = sandbox.info.networkWatchers[0]?.id;
  return ask(sandbox, `${id}/${name}?${version}`, { method: 'POST', body, account });
}
