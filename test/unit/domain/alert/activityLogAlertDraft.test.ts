// Drafts of activity log alerts: the bodies that the reference of activityLogAlerts 2020-10-01 shows, for each category.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  activityCategories,
  activityFields,
  activityLogAlertBody,
  activityLogAlertId,
  categoriesFor,
  parseScope,
} from '../../../../src/domain/alert/activityLogAlertDraft.ts';
import type { ActivityLogAlertDraft } from '../../../../src/domain/alert/activityLogAlertDraft.ts';
import { machineId, subscriptionId } from '../../../support/captures.ts';

const groupId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag';

function draft(parts: Partial<ActivityLogAlertDraft> = {}): ActivityLogAlertDraft {
  return {
    scope: `/subscriptions/${subscriptionId}`,
    resourceGroup: 'rg',
    name: ' Deleted ',
    description: '',
    category: 'Administrative',
    conditions: [],
    actions: [],
    ...parts,
  };
}

describe('activityLogAlertBody', () => {
  it('tells one value as equals, several as anyOf, and what is sent along under a lower-case name', () => {
    const body = activityLogAlertBody(
      draft({
        conditions: [
          { field: 'operationName', values: ['Microsoft.Compute/virtualMachines/delete'] },
          { field: 'status', values: ['Succeeded', 'Failed'] },
          { field: 'level', values: [] },
        ],
        actions: [{ actionGroupId: groupId, properties: [{ name: 'env', value: 'prod' }] }],
      }),
    );
    assert.deepEqual(body, {
      location: 'Global',
      properties: {
        description: '',
        enabled: true,
        scopes: [`/subscriptions/${subscriptionId}`],
        condition: {
          allOf: [
            { field: 'category', equals: 'Administrative' },
            { field: 'operationName', equals: 'Microsoft.Compute/virtualMachines/delete' },
            {
              anyOf: [
                { field: 'status', equals: 'Succeeded' },
                { field: 'status', equals: 'Failed' },
              ],
            },
          ],
        },
        actions: { actionGroups: [{ actionGroupId: groupId, webhookProperties: { env: 'prod' } }] },
      },
    });
  });

  it('asks lists within an event with containsAny', () => {
    const field = 'properties.impactedServices[*].ServiceName';
    const { properties } = activityLogAlertBody(
      draft({ category: 'ServiceHealth', conditions: [{ field, values: ['Virtual Machines'] }] }),
    ) as { properties: { condition: { allOf: unknown[] } } };
    assert.deepEqual(properties.condition.allOf[1], { field, containsAny: ['Virtual Machines'] });
  });

  it('has fields for every category, each once', () => {
    for (const category of activityCategories) {
      const names = activityFields[category].map(({ field }) => field);
      assert.ok(names.length > 0 && new Set(names).size === names.length, category);
      assert.ok(
        activityFields[category].every(({ values, isOpen }) => values.length > 0 || isOpen),
        category,
      );
    }
  });

  it('always begins with the category, and has no condition without a value', () => {
    const drafts = fc.record({
      category: fc.constantFrom(...activityCategories),
      conditions: fc.array(fc.record({ field: fc.string(), values: fc.array(fc.string()) })),
    });
    fc.assert(
      fc.property(drafts, (parts) => {
        const { properties } = activityLogAlertBody(draft(parts)) as {
          properties: { condition: { allOf: Record<string, unknown>[] } };
        };
        const [first, ...others] = properties.condition.allOf;
        assert.deepEqual(first, { field: 'category', equals: parts.category });
        assert.equal(others.length, parts.conditions.filter(({ values }) => values.length > 0).length);
      }),
    );
  });
});

describe('scopes of activity log alerts', () => {
  it('are subscriptions, groups and resources', () => {
    assert.deepEqual(parseScope('/subscriptions/s'), { subscriptionId: 's', isWhole: true });
    assert.deepEqual(parseScope('/subscriptions/s/resourceGroups/rg'), {
      subscriptionId: 's',
      resourceGroup: 'rg',
      isWhole: false,
    });
    assert.equal(parseScope(machineId)?.isWhole, false);
    for (const text of ['', 'web-1', '/subscriptions', '/subscriptions/s/resourceGroups/rg/web-1']) {
      assert.equal(parseScope(text), undefined, text);
    }
  });

  it('have the health of services only as a whole', () => {
    assert.ok(categoriesFor('/subscriptions/s').includes('ServiceHealth'));
    assert.ok(!categoriesFor(machineId).includes('ServiceHealth'));
  });

  it('name the rule in their subscription', () => {
    assert.equal(
      activityLogAlertId(draft()),
      `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Insights/activityLogAlerts/Deleted`,
    );
  });
});
