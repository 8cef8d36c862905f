// What rules and action groups share: reading a body, writing it into the state, patching, deleting. Whatever was known of
// a rule ends with its text.

import type { ArmContext } from '../../armContext.ts';
import { ArmError, badRequest } from '../../armError.ts';
import type { Resource } from '../../armState.ts';
import type { ArmAnswer, ArmRequest } from '../../route.ts';
import { getResource, groupScope, toCommonBody } from '../../trackedResource.ts';
import { asRecord, asText } from '../../../monitor/read.ts';

/** A body of a PUT. */
export interface GivenRule {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly kind: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Reads the body of a PUT. @throws ArmError without a location or without properties */
export function readGiven(request: ArmRequest): GivenRule {
  const body = asRecord(request.body);
  const location = asText(body['location']);
  if (location === '') {
    throw badRequest('LocationRequired', 'The location property is required for this definition.');
  }
  if (Object.keys(asRecord(body['properties'])).length === 0) {
    throw badRequest('BadRequest', 'The request is invalid: the property properties is missing.');
  }
  return {
    location,
    tags: asRecord(body['tags']) as Readonly<Record<string, string>>,
    kind: asText(body['kind']) || undefined,
    properties: asRecord(body['properties']),
  };
}

/** Id of the resource a request names. */
function idOf(request: ArmRequest, type: string): string {
  return `${groupScope(request)}/providers/${type}/${request.params['resourceName']}`;
}

/** Writes a resource; an existing one keeps the spelling of its id. */
export function write(
  context: ArmContext,
  request: ArmRequest,
  options: GivenRule & { readonly type: string },
): ArmAnswer {
  const { type, location, tags, kind, properties } = options;
  const id = idOf(request, type);
  const existing = context.state.get(id);
  const resource = context.state.put({
    id: existing?.id ?? id,
    location,
    tags,
    ...(kind === undefined ? {} : { kind }),
    properties: { ...properties },
  });
  touch(context, resource.id);
  return { status: existing === undefined ? 201 : 200, body: toCommonBody(resource) };
}

/** Changes members of the properties, and tags. @throws ArmError for a body without either */
export function patch(context: ArmContext, request: ArmRequest, type: string): Resource {
  const existing = getResource(context, type, request);
  const body = asRecord(request.body);
  const properties = asRecord(body['properties']);
  const { enabled } = properties;
  if (
    (body['properties'] === undefined && body['tags'] === undefined) ||
    (enabled !== undefined && typeof enabled !== 'boolean')
  ) {
    throw badRequest('BadRequest', 'The body of a patch needs properties or tags; enabled is a boolean.');
  }
  existing.properties = { ...existing.properties, ...properties };
  touch(context, existing.id);
  return body['tags'] === undefined
    ? existing
    : context.state.put({ ...existing, tags: asRecord(body['tags']) as Readonly<Record<string, string>> });
}

/** Deletes a resource: 200, or 204 when there was none. */
export function remove(context: ArmContext, request: ArmRequest, type: string): ArmAnswer {
  const id = idOf(request, type);
  const isGone = context.state.remove(id);
  touch(context, id);
  return { status: isGone ? 200 : 204 };
}

/** The action groups a rule names must exist. @throws ArmError for one that does not */
export function checkGroups(context: ArmContext, ids: readonly string[]): void {
  for (const id of ids) {
    if (context.state.get(id)?.type.toLowerCase() !== 'microsoft.insights/actiongroups') {
      throw new ArmError({
        status: 400,
        code: 'BadRequest',
        message: `The action group '${id}' was not found. Make sure the action group exists.`,
      });
    }
  }
}

function touch({ monitor }: ArmContext, id: string): void {
  monitor.engine.forget(id);
  monitor.engine.start();
}
