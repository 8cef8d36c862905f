// Reading the body of a diagnostic request, with refusals as the network provider words them.

import { badRequest } from './armError.ts';
import { readAddress } from './network/addresses.ts';
import type { ArmRequest } from './route.ts';

/** A JSON object. */
export type Body = Readonly<Record<string, unknown>>;

/** The body of a request. @throws ArmError when it is no object */
export function toBody(request: ArmRequest): Body {
  return asBody(request.body, 'request');
}

/** An object within a body. @throws ArmError for anything else */
export function asBody(value: unknown, name: string): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(name, 'An object is needed.');
  }
  return value as Body;
}

/** A text that is one of a few, in any case. @throws ArmError for anything else */
export function readOneOf<T extends string>(body: Body, name: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one.toLowerCase() === String(body[name]).toLowerCase());
  if (found === undefined) {
    throw invalid(name, `It must be one of ${allowed.join(', ')}.`);
  }
  return found;
}

/** An IPv4 address. @throws ArmError for anything else */
export function readIp(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || readAddress(value) === undefined) {
    throw invalid(name, 'It must be an IPv4 address.');
  }
  return value;
}

/** A port or `*`, as a text. @throws ArmError for anything else */
export function readPort(body: Body, name: string): string {
  const value = String(body[name]);
  if (value !== '*' && !(/^\d{1,5}$/.test(value) && Number(value) < 65_536)) {
    throw invalid(name, 'It must be a port from 0 to 65535, or *.');
  }
  return value;
}

/** The refusal of a property. */
export function invalid(name: string, reason: string): Error {
  return badRequest('InvalidParameterValue', `The value of property '${name}' is not valid. ${reason}`);
}
