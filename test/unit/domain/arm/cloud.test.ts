// Scopes of a cloud: the configured audience with exactly one slash, in every cloud.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultScope, managementScope } from '../../../../src/domain/arm/cloud.ts';

describe('scopes', () => {
  it('end in exactly one slash and .default', () => {
    const check = (audience: string, expected: string): void => assert.equal(defaultScope(audience), expected);
    check('https://management.core.windows.net/', 'https://management.core.windows.net/.default');
    check('https://management.core.windows.net', 'https://management.core.windows.net/.default');
    check(
      'https://management.local.azurestack.external/guid//',
      'https://management.local.azurestack.external/guid/.default',
    );
  });

  it('take the audience, not the endpoint', () => {
    const cloud = {
      name: 'Stack',
      portalUrl: 'https://portal.stack/',
      resourceManagerUrl: 'https://arm.stack/',
      managementUrl: 'https://audience.stack/1',
      isCustom: true,
    };
    assert.equal(managementScope(cloud), 'https://audience.stack/1/.default');
  });
});
