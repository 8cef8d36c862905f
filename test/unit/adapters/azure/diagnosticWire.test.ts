// Network Watcher's bodies as its REST examples write them, both ways, and answers with parts missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
} from '../../../../src/adapters/azure/diagnosticWire.ts';
import { groupId, machineId, networkId } from '../../../support/diagnostics.ts';

describe('questions', () => {
  it('are written with the words of the service', () => {
    assert.deepEqual(
      toWireIpFlow({
        machineId: machineId('a'),
        cardId: networkId('networkInterfaces/n'),
        direction: 'outbound',
        protocol: 'udp',
        localAddress: '10.0.0.4',
        localPort: '*',
        remoteAddress: '1.2.3.4',
        remotePort: 53,
      }),
      {
        targetResourceId: machineId('a'),
        targetNicResourceId: networkId('networkInterfaces/n'),
        direction: 'Outbound',
        protocol: 'UDP',
        localIPAddress: '10.0.0.4',
        localPort: '*',
        remoteIPAddress: '1.2.3.4',
        remotePort: '53',
      },
    );
    assert.deepEqual(
      toWireNextHop({ machineId: machineId('a'), sourceAddress: '10.0.0.4', destinationAddress: '8.8.8.8' }),
      { targetResourceId: machineId('a'), sourceIPAddress: '10.0.0.4', destinationIPAddress: '8.8.8.8' },
    );
  });

  it('name a destination by address or resource, with a port where there is one', () => {
    const address = { kind: 'address', address: 'example.com' } as const;
    const resource = { kind: 'resource', resourceId: machineId('b') } as const;
    assert.deepEqual(
      toWireConnectivity({ machineId: machineId('a'), destination: address, protocol: 'https', port: 443 }),
      {
        source: { resourceId: machineId('a') },
        destination: { address: 'example.com', port: 443 },
        protocol: 'Https',
      },
    );
    assert.deepEqual(toWireConnectivity({ machineId: machineId('a'), destination: resource, protocol: 'icmp' }), {
      source: { resourceId: machineId('a') },
      destination: { resourceId: machineId('b') },
      protocol: 'Icmp',
    });
  });
});

describe('answers', () => {
  it('of IP flow verify and next hop', () => {
    assert.deepEqual(fromWireIpFlow({ access: 'Allow', ruleName: 'defaultSecurityRules/AllowInternetOutBound' }), {
      access: 'allow',
      ruleName: 'defaultSecurityRules/AllowInternetOutBound',
    });
    assert.deepEqual(
      fromWireNextHop({ nextHopType: 'VnetLocal', nextHopIpAddress: '', routeTableId: 'System Route' }),
      {
        type: 'virtualNetwork',
        typeName: 'VnetLocal',
      },
    );
  });

  it('of connection troubleshoot, with the issues of links and both ways to write a context', () => {
    const answer = fromWireConnectivity({
      connectionStatus: 'Unreachable',
      probesSent: 100,
      probesFailed: 100,
      hops: [
        {
          type: 'Source',
          id: 'a',
          address: '10.1.1.4',
          resourceId: machineId('a'),
          nextHopIds: ['b'],
          issues: [],
          links: [
            {
              nextHopId: 'b',
              roundTripTimeAvg: 7,
              issues: [
                {
                  origin: 'Outbound',
                  severity: 'Error',
                  type: 'NetworkSecurityRule',
                  context: [{ key: 'RuleName', value: 'UserRule_Port80' }, { Extra: 'x' }],
                },
              ],
            },
          ],
        },
      ],
    });
    assert.deepEqual(answer, {
      status: 'unreachable',
      statusName: 'Unreachable',
      probesSent: 100,
      probesFailed: 100,
      hops: [
        {
          id: 'a',
          type: 'Source',
          address: '10.1.1.4',
          resourceId: machineId('a'),
          nextIds: ['b'],
          issues: [
            {
              origin: 'Outbound',
              isError: true,
              type: 'NetworkSecurityRule',
              context: [
                ['RuleName', 'UserRule_Port80'],
                ['Extra', 'x'],
              ],
            },
          ],
          roundTripInMs: 7,
        },
      ],
    });
  });

  it('of effective security rules, from all places', () => {
    const basis = { protocol: 'Tcp', access: 'Deny', direction: 'Inbound' } as const;
    const [card] = fromWireRules({
      networkInterfaces: [
        {
          id: networkId('networkInterfaces/n'),
          securityRuleAssociations: {
            networkInterfaceAssociation: {
              id: networkId('networkInterfaces/n'),
              securityRules: [
                {
                  id: `${groupId('nsg')}/securityRules/DenyRdp`,
                  name: 'DenyRdp',
                  ...basis,
                  priority: 100,
                  sourceAddressPrefix: '*',
                  sourcePortRange: '*',
                  destinationAddressPrefixes: ['10.0.0.0/24'],
                  destinationPortRange: '3389',
                  destinationApplicationSecurityGroups: [{ id: networkId('applicationSecurityGroups/web') }],
                },
              ],
            },
            subnetAssociation: { id: networkId('virtualNetworks/v/subnets/s'), securityRules: [] },
            defaultSecurityRules: [{ name: 'DenyAllInBound', ...basis, priority: 65_500 }],
            effectiveSecurityRules: [{ name: 'UserRule_DenyRdp', ...basis, destinationPortRange: '3389-3389' }],
          },
        },
      ],
    });
    assert.equal(card?.subnetId, networkId('virtualNetworks/v/subnets/s'));
    assert.deepEqual(card?.cardRules, [
      {
        name: 'DenyRdp',
        isDefault: false,
        groupId: groupId('nsg'),
        direction: 'inbound',
        access: 'deny',
        priority: 100,
        protocol: 'Tcp',
        sources: ['*'],
        sourcePorts: ['*'],
        destinations: ['10.0.0.0/24', 'web'],
        destinationPorts: ['3389'],
      },
    ]);
    assert.deepEqual(
      card?.defaultRules.map(({ name, isDefault }) => [name, isDefault]),
      [['DenyAllInBound', true]],
    );
    assert.deepEqual(card?.effectiveRules[0]?.name, 'DenyRdp');
  });

  it('of a topology and of flow logs', () => {
    assert.deepEqual(
      fromWireTopology({
        resources: [
          {
            id: 'a',
            name: 'vnet',
            location: 'West Europe',
            associations: [{ name: 's', resourceId: 'b', associationType: 'Contains' }, { name: 'gone' }],
          },
        ],
      }).resources,
      [{ id: 'a', name: 'vnet', region: 'westeurope', linkedIds: ['b'] }],
    );
    const log = fromWireFlowLog({
      location: 'westeurope',
      name: 'l',
      targetResourceId: 't',
      storageId: 's',
      enabled: true,
      retentionPolicy: { days: 30, enabled: false },
      format: { type: 'JSON', version: 2 },
      flowAnalyticsConfiguration: {
        networkWatcherFlowAnalyticsConfiguration: {
          enabled: true,
          workspaceResourceId: 'w',
          trafficAnalyticsInterval: 10,
        },
      },
    });
    assert.deepEqual(
      [log.retentionInDays, log.version, log.analytics],
      [undefined, 2, { isEnabled: true, workspaceId: 'w', intervalInMinutes: 10 }],
    );
  });

  it('stay values where everything is missing', () => {
    assert.deepEqual(fromWireIpFlow({}), { access: 'unknown' });
    assert.deepEqual(fromWireNextHop({}), { type: 'unknown', typeName: '' });
    assert.deepEqual(fromWireConnectivity({}), { status: 'unknown', statusName: '', hops: [] });
    assert.deepEqual(fromWireRules({ networkInterfaces: [{}] }), [
      { cardId: '', cardRules: [], subnetRules: [], defaultRules: [], effectiveRules: [] },
    ]);
    assert.deepEqual(fromWireTopology({}), { resources: [] });
    assert.equal(fromWireFlowLog({ location: 'x' }).isEnabled, false);
  });
});
