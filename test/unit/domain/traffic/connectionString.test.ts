// Connection strings: the parts that may be seen, the problems by name, and never a key.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isDevelopmentEmulator, parseConnectionString } from '../../../../src/domain/traffic/connectionString.ts';

const endpoint = 'Endpoint=sb://contoso.servicebus.windows.net/';
const key = 'SharedAccessKeyName=listen;SharedAccessKey=TOPSECRET=';

describe('parseConnectionString', () => {
  const check = (text: string, expected: unknown, needsHub = false): void => {
    const result = parseConnectionString(text, { needsHub });
    assert.deepEqual('problem' in result ? result.problem : Object.values(result.parts), expected, text);
  };

  it('reads host and hub', () => {
    const host = 'contoso.servicebus.windows.net';
    check(`${endpoint};${key}`, [host, undefined]);
    check(`${endpoint};${key};EntityPath=traffic`, [host, 'traffic']);
    check(`  ${endpoint} ; ${key} ; entitypath = traffic ;\n`, [host, 'traffic']);
    check(`${endpoint.slice(0, -1)};${key};EntityPath=`, [host, undefined]);
    check(`Endpoint=sb://localhost:5672;${key};UseDevelopmentEmulator=true;EntityPath=h`, ['localhost:5672', 'h']);
    check(`${endpoint};SharedAccessSignature=SharedAccessSignature sr=x&sig=y=`, [host, undefined]);
  });

  it('names the problem', () => {
    check('', 'noEndpoint');
    check('hello', 'noEndpoint');
    check(key, 'noEndpoint');
    check(`Endpoint=https://contoso.servicebus.windows.net/;${key}`, 'badEndpoint');
    check(`Endpoint=sb://;${key}`, 'badEndpoint');
    check(`Endpoint=sb://host/path;${key}`, 'badEndpoint');
    check(endpoint, 'noCredential');
    check(`${endpoint};SharedAccessKeyName=listen`, 'noCredential');
    check(`${endpoint};SharedAccessKey=TOPSECRET`, 'noCredential');
    check(`${endpoint};${key}`, 'noEntityPath', true);
    check(`${endpoint};${key};EntityPath=`, 'noEntityPath', true);
    check('DefaultEndpointsProtocol=https;AccountName=a;AccountKey=TOPSECRET', 'noEndpoint');
  });

  it('never leaks a key, whatever stands around it', () => {
    const part = fc.constantFrom(
      endpoint,
      'Endpoint=sb://:x',
      'EntityPath=h',
      'SharedAccessKeyName=listen',
      '',
      '=',
      'x=y',
    );
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom('SharedAccessKey', 'SharedAccessSignature'), (parts, name) => {
        const text = [...parts, `${name}=TOPSECRET`].toSorted().join(';');
        for (const needsHub of [true, false]) {
          assert.doesNotMatch(inspect(parseConnectionString(text, { needsHub }), { depth: 9 }), /TOPSECRET/);
        }
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseConnectionString(text, { needsHub: true })),
    );
  });
});

describe('isDevelopmentEmulator', () => {
  for (const [text, expected] of [
    ['Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;', true],
    ['UseDevelopmentEmulator = true', true],
    [`${endpoint};${key};UseDevelopmentEmulator=false`, false],
    [`${endpoint};${key};UseDevelopmentEmulator=trueish`, false],
    [`${endpoint};${key}`, false],
  ] as const) {
    it(`is ${expected} for ${text}`, () => {
      assert.equal(isDevelopmentEmulator(text), expected);
    });
  }

  it('leaves the host of an emulator as it is', () => {
    for (const host of ['localhost', 'localhost:5673', 'eventhubs-emulator', 'host.docker.internal:5672']) {
      const result = parseConnectionString(`Endpoint=sb://${host};${key};UseDevelopmentEmulator=true;`, {
        needsHub: false,
      });
      assert.deepEqual(result, { parts: { host, hub: undefined } });
    }
  });
});
