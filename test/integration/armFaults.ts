// What can go wrong with a call to ARM, and what people must be told of it: answers of every status and shape, broken connections, and
// the ends of long-running operations.

import type { UserAction, UserErrorCode } from '../../src/app/error/userError.ts';
import type { FaultRule } from '../sandbox/control/faultRules.ts';

/** What an error must be. */
export interface Expected {
  readonly code: UserErrorCode;
  readonly text: RegExp;
  /** Absent where no button helps. */
  readonly action?: UserAction;
}

/** A refusal and what people are told of it. */
export interface Fault {
  readonly what: string;
  readonly rule: FaultRule;
  readonly expected: Expected;
  /** Of calls that are about one resource. */
  readonly ofResource?: (name: string, call: string) => Expected;
  /** Of a create, where the refusal is a judgement of the capture. */
  readonly ofCreate?: Expected;
  /** The service says that the resource is not there. */
  readonly isMissing?: boolean;
}

const page = '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>undefined</h1></body></html>';

const failed = (text: RegExp, action: UserAction = 'showLog'): Expected => ({ code: 'serviceFailed', text, action });
const passing = (text: RegExp): Expected => ({
  ...failed(new RegExp(`${text.source}.*Try again in a moment`), 'retry'),
});
const rejected = (text: RegExp): Expected => ({
  code: 'captureRejected',
  text: new RegExp(`"pc-1" could not be started.*${text.source}`),
  action: 'showLog',
});
/** No answer of Azure's. */
export const unreachable = (text: RegExp): Expected => ({ code: 'serviceUnreachable', text, action: 'retry' });
const gone = (name: string): Expected => ({
  code: 'resourceNotFound',
  text: new RegExp(`^"${name}" no longer exists`),
  action: 'retry',
});
const signedOut: Expected = { code: 'signedOut', text: /not signed in/, action: 'signIn' };

/** A refusal in ARM's own shape. */
function arm(status: number, code: string, message: string): FaultRule {
  return { status, code, message };
}

/** A refusal of a status with its own code and words, told as they are. */
function told(status: number, code: string, message: string): Fault {
  const text = new RegExp(`${code}: ${message}`);
  return { what: `${status} ${code}`, rule: arm(status, code, message), expected: failed(text) };
}

/** A refusal in a body that is not ARM's shape. */
function odd(what: string, body: unknown, text: RegExp): Fault {
  return { what: `400 with ${what}`, rule: { status: 400, body }, expected: failed(text), ofCreate: rejected(text) };
}

const mayNot =
  "The client 'ren@contoso.example' with object id '1' does not have authorization to perform action 'Microsoft.Network/networkWatchers/read' over scope '/subscriptions/1' or the scope is invalid.";
const mayNotThere =
  "The client 'net@contoso.example' with object id '1' has permission to perform action 'Microsoft.Network/networkWatchers/packetCaptures/write' on scope '/subscriptions/1'; however, it does not have permission to perform action(s) 'Microsoft.Storage/storageAccounts/listServiceSas/action,Microsoft.Storage/storageAccounts/listAccountSas/action' on the linked scope(s) '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store9' (respectively) or the linked scope(s) are invalid.";

/** Answers, or none, to any call. */
export const faults: readonly Fault[] = [
  { ...told(400, 'InvalidParameterValue', 'The value is not valid.'), ofCreate: rejected(/The value is not valid/) },
  { what: '401', rule: arm(401, 'ExpiredAuthenticationToken', 'The access token expired.'), expected: signedOut },
  { what: '401 with nothing', rule: { status: 401, body: '' }, expected: signedOut },
  {
    what: '403 AuthorizationFailed',
    rule: arm(403, 'AuthorizationFailed', mayNot),
    expected: {
      code: 'forbidden',
      text: /do this: Microsoft\.Network\/networkWatchers\/read\. Ask/,
      action: 'showLog',
    },
  },
  {
    what: '403 LinkedAuthorizationFailed',
    rule: arm(403, 'LinkedAuthorizationFailed', mayNotThere),
    expected: {
      code: 'forbidden',
      text: /at "store9": Microsoft\.Storage\/storageAccounts\/listServiceSas\/action, Microsoft\.Storage\/storageAccounts\/listAccountSas\/action\. Ask/,
      action: 'showLog',
    },
  },
  {
    what: '403 of a policy',
    rule: arm(403, 'RequestDisallowedByPolicy', 'Resource was disallowed by policy.'),
    expected: { code: 'forbidden', text: /disallowed by policy/, action: 'showLog' },
  },
  { what: '403 with a page', rule: { status: 403, body: page }, expected: failed(/403: Forbidden/) },
  {
    what: '404 ResourceNotFound',
    rule: arm(404, 'ResourceNotFound', 'The Resource was not found.'),
    expected: failed(/ResourceNotFound: The Resource was not found/),
    ofResource: gone,
    isMissing: true,
  },
  {
    what: '404 of a resource that the request only speaks of',
    rule: arm(
      404,
      'ResourceNotFound',
      "The Resource 'Microsoft.Compute/virtualMachines/vm-9' under resource group 'rg' was not found.",
    ),
    expected: failed(/vm-9' under/),
    // To take up a create whose operation is gone is to look for the capture.
    ofResource: (_name, call) => gone(call === 'captures.resume' ? 'pc-1' : 'vm-9'),
    isMissing: true,
  },
  told(404, 'SubscriptionNotFound', "The subscription '1' could not be found."),
  told(404, 'InvalidResourceType', 'The resource type could not be found in the namespace.'),
  { what: '404 with nothing', rule: { status: 404, body: '' }, expected: failed(/404: Not Found/) },
  { what: '404 with a page', rule: { status: 404, body: page }, expected: failed(/404: Not Found/) },
  told(405, 'MethodNotAllowed', 'The method is not allowed.'),
  {
    what: '408',
    rule: arm(408, 'RequestTimeout', 'It took too long.'),
    expected: passing(/RequestTimeout: It took too long\./),
  },
  {
    what: '409 AnotherOperationInProgress',
    rule: arm(409, 'AnotherOperationInProgress', 'Another operation is in progress.'),
    expected: passing(/Another operation is in progress\./),
  },
  { ...told(409, 'Conflict', 'It is locked.'), ofCreate: rejected(/It is locked/) },
  {
    what: '412',
    rule: arm(412, 'PreconditionFailed', 'It was changed meanwhile.'),
    expected: passing(/changed meanwhile\./),
  },
  told(413, 'RequestEntityTooLarge', 'The request is too large.'),
  told(415, 'UnsupportedMediaType', 'Send JSON.'),
  {
    what: '429 with a pause in seconds',
    rule: { ...arm(429, 'TooManyRequests', 'Too many.'), retryAfter: 17 },
    expected: { code: 'throttled', text: /in 17 seconds/, action: 'retry' },
  },
  {
    what: '429 with a pause until a time',
    rule: {
      ...arm(429, 'TooManyRequests', 'Too many.'),
      headers: { Date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'Retry-After': 'Sun, 22 Nov 2026 10:30:00 GMT' },
    },
    expected: { code: 'throttled', text: /in 1800 seconds/, action: 'retry' },
  },
  {
    what: '429 with a pause in milliseconds',
    rule: { status: 429, body: '', headers: { 'x-ms-retry-after-ms': '90000' } },
    expected: { code: 'throttled', text: /in 90 seconds/, action: 'retry' },
  },
  {
    what: '429 without a pause',
    rule: { status: 429, body: page },
    expected: { code: 'throttled', text: /Wait a minute/, action: 'retry' },
  },
  {
    what: '500',
    rule: arm(500, 'InternalServerError', 'An error occurred.'),
    expected: passing(/InternalServerError: An error occurred\./),
  },
  { what: '500 with nothing', rule: { status: 500, body: '' }, expected: passing(/500: Internal Server Error/) },
  { what: '502 with a page', rule: { status: 502, body: page }, expected: passing(/502: Bad Gateway/) },
  {
    what: '503 with plain text',
    rule: { status: 503, body: 'The service is\n unavailable.' },
    expected: passing(/503: The service is unavailable\./),
  },
  {
    what: '504 with half a JSON',
    rule: { status: 504, body: '{"error":{"code":"Gat', contentType: 'application/json' },
    expected: passing(/504: Gateway Timeout/),
  },
  odd('an error that is a text', { error: 'The agent is gone.' }, /The agent is gone\./),
  odd('a list of errors', [{ error: { code: 'First', message: 'One is wrong.' } }, {}], /One is wrong\./),
  odd('errors in lists', { error: [[{ code: 'Deep', message: 'Two is wrong.' }]] }, /Two is wrong\./),
  odd('the error null', { error: null }, /Bad Request/),
  odd('null', null, /Bad Request/),
  odd('numbers for code and message', { error: { code: 17, message: 4 } }, /4/),
  odd('an empty error', { error: {} }, /Bad Request/),
  odd('an OData error', { 'odata.error': { code: 'X', message: { lang: 'en', value: 'Bad id.' } } }, /Bad id\./),
  odd('an inner error only', { error: { innererror: { code: 'Y', message: 'Within.' } } }, /Within\./),
  odd('details', { error: { code: 'Z', message: 'Several.', details: [{ message: 'Port.' }] } }, /Several\. Port\./),
  odd(
    'a signed address in its words',
    { error: { code: 'BadUri', message: 'See https://store1.example/c?sig=SIGNATURE&se=1 for more.' } },
    /See https:\/\/store1\.example\/c for more/,
  ),
  odd('a code alone', { error: { code: 'OnlyCode' } }, /Bad Request/),
  {
    what: 'a connection that breaks off',
    rule: { dropSocket: true },
    expected: unreachable(/127\.0\.0\.1:\d+ cannot be reached \(ECONNRESET\)/),
  },
  {
    what: '200 with half a JSON',
    rule: { status: 200, body: '{"value":[{"id":', contentType: 'application/json' },
    expected: unreachable(/not Azure \(application\/json\)/),
  },
  {
    what: '200 with a page',
    rule: { status: 200, body: page },
    expected: unreachable(/not Azure \(text\/html\)/),
  },
  {
    what: '200 with plain text',
    rule: { status: 200, body: 'Welcome to the Wi-Fi of the airport' },
    expected: unreachable(/not Azure \(text\/plain\)/),
  },
];

/** What happens to an operation after the service has accepted it. */
export const ends: readonly Omit<Fault, 'ofResource' | 'isMissing'>[] = [
  {
    what: 'Failed with code and reason',
    rule: { body: { status: 'Failed', error: { code: 'VMExtension.Failed', message: 'No agent. None.' } } },
    expected: failed(/VMExtension\.Failed: No agent\. None\./),
    ofCreate: rejected(/No agent\. None\./),
  },
  {
    what: 'Failed with nested reasons',
    rule: {
      body: { status: 'Failed', error: { code: 'A', message: 'Outer.', innererror: { code: 'B' }, details: [null] } },
    },
    expected: failed(/A: Outer\./),
    ofCreate: rejected(/Outer\./),
  },
  {
    what: 'Failed with a text',
    rule: { body: { status: 'Failed', error: 'The agent is gone.' } },
    expected: failed(/Failed: The agent is gone\./),
    ofCreate: rejected(/The agent is gone\./),
  },
  {
    what: 'Failed with nothing',
    rule: { body: { status: 'Failed' } },
    expected: failed(/Failed and gave no reason/),
    ofCreate: rejected(/gave no reason/),
  },
  {
    what: 'Failed with null',
    rule: { body: { status: 'Failed', error: null, properties: null } },
    expected: failed(/Failed and gave no reason/),
    ofCreate: rejected(/gave no reason/),
  },
  {
    what: 'Canceled with a reason',
    rule: { body: { status: 'Canceled', error: { code: 'Preempted', message: 'Somebody else was first.' } } },
    expected: failed(/Preempted: Somebody else was first\./),
    ofCreate: rejected(/Somebody else was first\./),
  },
  {
    what: 'Canceled with nothing',
    rule: { body: { status: 'Canceled' } },
    expected: failed(/Canceled and gave no reason/),
    ofCreate: rejected(/gave no reason/),
  },
  {
    what: 'a page in the end',
    rule: { status: 200, body: page },
    expected: unreachable(/not Azure \(text\/html\)/),
  },
  {
    what: 'plain text in the end',
    rule: { status: 200, body: 'Failed: the operation failed' },
    expected: unreachable(/not Azure \(text\/plain\)/),
  },
  {
    what: '400 in the end',
    rule: arm(400, 'BadRequest', 'No.'),
    expected: failed(/BadRequest: No\./),
    ofCreate: rejected(/No\./),
  },
  {
    what: '403 in the end',
    rule: arm(403, 'Expired', 'Too late.'),
    expected: { code: 'forbidden', text: /Too late/, action: 'showLog' },
  },
  {
    what: '429 in the end',
    rule: { status: 429, retryAfter: 60 },
    expected: { code: 'throttled', text: /60/, action: 'retry' },
  },
  {
    what: '500 with nothing in the end',
    rule: { status: 500, body: '' },
    expected: passing(/500: Internal Server Error/),
  },
  {
    what: '503 with a page in the end',
    rule: { status: 503, body: page },
    expected: passing(/503: Service Unavailable/),
  },
  { what: 'a broken connection in the end', rule: { dropSocket: true }, expected: unreachable(/ECONNRESET/) },
];
