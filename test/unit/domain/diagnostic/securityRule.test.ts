// Security rules by their many names, in the order in which they are tried, with where each comes from.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  effectiveRulesInOrder,
  findDecidingRules,
  groupIdOfRule,
  readRuleName,
  rulesOpenToAll,
} from '../../../../src/domain/diagnostic/securityRule.ts';
import { cardRules, groupId, rule } from '../../../support/diagnostics.ts';

describe('readRuleName', () => {
  for (const [text, name, isDefault] of [
    ['securityRules/DenyRdp', 'DenyRdp', false],
    ['UserRule_DenyRdp', 'DenyRdp', false],
    ['defaultSecurityRules/DenyAllInBound', 'DenyAllInBound', true],
    ['DefaultRule_DenyAllInBound', 'DenyAllInBound', true],
    ['DenyRdp', 'DenyRdp', false],
    ['', '', false],
  ] as const) {
    it(`reads "${text}"`, () => assert.deepEqual(readRuleName(text), { name, isDefault }));
  }
});

describe('groupIdOfRule', () => {
  it('takes the group out of the id of a rule', () =>
    assert.equal(groupIdOfRule(`${groupId('nsg-web')}/securityRules/a`), groupId('nsg-web')));

  it('gives nothing for the empty ids of default rules', () => {
    assert.equal(
      groupIdOfRule(
        '/subscriptions//resourceGroups//providers/Microsoft.Network/networkSecurityGroups//defaultSecurityRules/',
      ),
      undefined,
    );
    assert.equal(groupIdOfRule(undefined), undefined);
  });
});

describe('effectiveRulesInOrder', () => {
  const card = cardRules({
    cardRules: [rule('AllowSsh', { priority: 300, groupId: groupId('nsg-card') })],
    subnetRules: [rule('DenyRdp', { access: 'deny', priority: 100, groupId: groupId('nsg-subnet') })],
    defaultRules: [rule('DenyAllInBound', { access: 'deny', priority: 65_500, isDefault: true })],
  });

  it('puts the rules of all places in the order in which they are tried', () =>
    assert.deepEqual(
      effectiveRulesInOrder(card, 'inbound').map(({ rule: { name }, place, groupId: group }) => [name, place, group]),
      [
        ['DenyRdp', 'subnet', groupId('nsg-subnet')],
        ['AllowSsh', 'card', groupId('nsg-card')],
        ['DenyAllInBound', 'default', undefined],
      ],
    ));

  it('shows what the service says is in effect, each rule once, with the place it knows from elsewhere', () => {
    const effective = [
      rule('Extra', { priority: 200 }),
      rule('AllowSsh', { priority: 300 }),
      rule('AllowSsh', { priority: 300 }),
    ];
    assert.deepEqual(
      effectiveRulesInOrder({ ...card, effectiveRules: effective }, 'inbound').map(({ rule: { name }, place }) => [
        name,
        place,
      ]),
      [
        ['Extra', 'unknown'],
        ['AllowSsh', 'card'],
      ],
    );
  });

  it('keeps the groups of subnet and card apart: each judges for itself, whatever the priorities', () => {
    const both = (direction: 'inbound' | 'outbound'): string[] => {
      const parts = { direction, groupId: groupId('g') };
      const rules = cardRules({
        cardRules: [rule('OnCard', { ...parts, priority: 100 })],
        subnetRules: [rule('OnSubnet', { ...parts, priority: 200 })],
      });
      return effectiveRulesInOrder(rules, direction).map((each) => each.rule.name);
    };
    assert.deepEqual(both('inbound'), ['OnSubnet', 'OnCard']);
    assert.deepEqual(both('outbound'), ['OnCard', 'OnSubnet']);
  });

  it('has nothing of the other direction', () => assert.deepEqual(effectiveRulesInOrder(card, 'outbound'), []));
});

describe('findDecidingRules', () => {
  it('finds a rule by the name that IP flow verify gives, in every group that has it', () => {
    const card = cardRules({
      cardRules: [rule('DenyRdp', { access: 'deny', groupId: groupId('a') })],
      subnetRules: [rule('denyrdp', { access: 'deny', groupId: groupId('b') }), rule('DenyRdp', { access: 'allow' })],
    });
    const found = findDecidingRules([card, card], {
      ruleName: 'securityRules/DenyRdp',
      direction: 'inbound',
      access: 'deny',
    });
    assert.deepEqual(
      found.map(({ place, groupId: group }) => [place, group]),
      [
        ['card', groupId('a')],
        ['subnet', groupId('b')],
      ],
    );
  });
});

describe('rulesOpenToAll', () => {
  it('names the rules that let in anybody', () => {
    const card = cardRules({
      cardRules: [
        rule('AllowWeb', { sources: ['Internet'] }),
        rule('AllowOffice', { sources: ['203.0.113.0/24'] }),
        rule('DenyAll', { access: 'deny', sources: ['*'] }),
      ],
    });
    assert.deepEqual(
      rulesOpenToAll(card).map(({ name }) => name),
      ['AllowWeb'],
    );
  });
});
