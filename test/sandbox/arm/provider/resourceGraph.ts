// Microsoft.ResourceGraph/resources: Kusto queries over Resources, ResourceContainers and AlertsManagementResources.
// Packet captures are not among them, as in Azure. The real graph lags behind writes; this one does not.

import type { ArmContext } from '../armContext.ts';
import { ArmError, badRequest } from '../armError.ts';
import type { Resource, Subscription } from '../armState.ts';
import type { Role } from '../../identity/directory.ts';
import type { Row, Table } from '../graph/evaluate.ts';
import { runSteps } from '../graph/evaluate.ts';
import { parseQuery } from '../graph/parser.ts';
import { QueryError } from '../graph/queryError.ts';
import { readSkipToken, writeSkipToken } from '../paging.ts';
import { parseResourceId } from '../resourceId.ts';
import { isAllowed } from '../roles.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { toStatuses } from '../compute/instanceView.ts';
import { toScaleSetProperties } from '../compute/scaleSetModel.ts';
import { visibleSubscriptions } from './subscriptions.ts';

const columns = [
  'id',
  'name',
  'type',
  'tenantId',
  'kind',
  'location',
  'resourceGroup',
  'subscriptionId',
  'managedBy',
  'sku',
  'plan',
  'properties',
  'tags',
  'identity',
  'zones',
  'extendedLocation',
];

/** Rows of a page at most, whatever is asked for. */
const rowLimit = 1000;
/** Rows of a page when nothing is asked for. */
const defaultRows = 100;

/** The route of Resource Graph. */
export function resourceGraphRoutes(context: ArmContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/providers/Microsoft.ResourceGraph/resources',
      type: 'Microsoft.ResourceGraph/resources',
      versions: ['2024-04-01', '2022-10-01', '2021-03-01'],
      // What may be seen is decided by the subscriptions, below.
      action: 'none',
      handle: (request) => answerQuery(context, request),
    },
  ];
}

interface GraphRequest {
  readonly subscriptions?: readonly string[];
  readonly query?: string;
  readonly options?: {
    readonly $top?: number;
    readonly $skip?: number;
    readonly $skipToken?: string;
    readonly resultFormat?: string;
  };
}

function answerQuery(context: ArmContext, request: ArmRequest): ArmAnswer {
  const body = (request.body ?? {}) as GraphRequest;
  if (typeof body.query !== 'string' || body.query.trim() === '') {
    throw refuse(context, [{ code: 'QueryRequired', message: 'Query is required.' }]);
  }
  const subscriptions = selectSubscriptions(context, request, body.subscriptions);
  const result = run(context, { subscriptions, role: request.account.role }, body.query);
  const options = body.options ?? {};
  const start = options.$skipToken === undefined ? (options.$skip ?? 0) : readSkipToken(options.$skipToken);
  const top = Math.min(options.$top ?? defaultRows, rowLimit, context.graphPageSize);
  const rows = result.rows.slice(start, start + top);
  const end = start + rows.length;
  return {
    status: 200,
    headers: { 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' },
    body: {
      totalRecords: result.rows.length,
      count: rows.length,
      data: options.resultFormat === 'table' ? toTable(result.columns, rows) : rows,
      facets: [],
      resultTruncated: 'false',
      ...(end < result.rows.length ? { $skipToken: writeSkipToken(end) } : {}),
    },
  };
}

function selectSubscriptions(
  context: ArmContext,
  request: ArmRequest,
  asked: readonly string[] | undefined,
): Subscription[] {
  const visible = visibleSubscriptions(context, request);
  const wanted = asked?.map((id) => id.toLowerCase());
  const chosen = wanted === undefined ? visible : visible.filter(({ id }) => wanted.includes(id));
  if (chosen.length > 0) {
    return chosen;
  }
  throw new ArmError({
    status: 403,
    code: 'AuthorizationFailed',
    message: `The client '${request.account.username}' with object id '${request.account.objectId}' does not have authorization to perform action 'Microsoft.ResourceGraph/resources/read' over scope '${wanted === undefined ? '/' : wanted.map((id) => `/subscriptions/${id}`).join(', ')}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  });
}

/** What a caller can see. */
interface Sight {
  readonly subscriptions: readonly Subscription[];
  readonly role: Role;
}

function run(context: ArmContext, sight: Sight, text: string): Table {
  try {
    const query = parseQuery(text);
    const rows = readTable(context, sight, query.table.toLowerCase());
    if (rows === undefined) {
      throw new QueryError('InvalidQuery', `Table ${query.table} is not supported by the sandbox`, {
        text: query.table,
        position: query.tablePosition,
      });
    }
    return runSteps({ columns, rows }, query.steps, context.clock.now());
  } catch (error) {
    if (!(error instanceof QueryError)) {
      throw error;
    }
    const before = text.slice(0, error.position).split('\n');
    throw refuse(context, [
      {
        code: 'InvalidQuery',
        message:
          'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
      },
      {
        code: error.code,
        message: error.message,
        line: before.length,
        characterPositionInLine: before.at(-1)?.length ?? 0,
        token: error.token,
        expectedToken: '',
      },
    ]);
  }
}

function readTable(context: ArmContext, { subscriptions, role }: Sight, table: string): Row[] | undefined {
  // Whoever may not read a resource does not find it: the graph refuses nothing, it leaves out.
  const types = context.state.types.filter((type) => isAllowed(role, `${type}/read`));
  const own = types
    .flatMap((type) => context.state.list({ type }))
    .filter(({ id }) => subscriptions.some((one) => isBelow(one, id)));
  switch (table) {
    case 'resources':
      return own.filter((resource) => !isAlert(resource) && isInGraph(resource)).map((one) => toRow(context, one));
    case 'alertsmanagementresources':
      return own.filter(isAlert).map((one) => toRow(context, one));
    case 'resourcecontainers':
      return containerRows(context, subscriptions);
    default:
      return undefined;
  }
}

function isAlert(resource: Resource): boolean {
  return resource.type.startsWith('Microsoft.AlertsManagement/');
}

/** Top-level resources, extensions and flow logs; other children have tables of their own or none. */
function isInGraph(resource: Resource): boolean {
  const depth = resource.type.split('/').length;
  return depth === 2 || /\/(extensions|flowlogs)$/i.test(resource.type);
}

function isBelow(subscription: Subscription, id: string): boolean {
  return id.toLowerCase().startsWith(`/subscriptions/${subscription.id}/`);
}

function toRow(context: ArmContext, resource: Resource): Row {
  const parsed = parseResourceId(resource.id);
  return {
    id: resource.id,
    name: resource.name,
    // Lower case here and nowhere else: `==` with the usual spelling finds nothing.
    type: resource.type.toLowerCase(),
    tenantId: context.directory.tenants[0]?.id,
    kind: resource.kind ?? '',
    location: resource.location?.toLowerCase().replaceAll(' ', '') ?? '',
    resourceGroup: parsed?.resourceGroup.toLowerCase(),
    subscriptionId: parsed?.subscriptionId,
    managedBy: '',
    sku: resource.sku ?? null,
    plan: null,
    properties: toGraphProperties(context, resource),
    tags: resource.tags ?? null,
    identity: null,
    zones: resource.zones ?? null,
    extendedLocation: null,
  };
}

function toGraphProperties(context: ArmContext, resource: Resource): Record<string, unknown> {
  switch (resource.type.toLowerCase()) {
    case 'microsoft.compute/virtualmachines':
      return withPowerState(resource);
    case 'microsoft.compute/virtualmachinescalesets':
      return toScaleSetProperties(context.state, resource);
    default:
      return resource.properties;
  }
}

/** Only the graph shows the power state among a machine's own properties. */
function withPowerState(machine: Resource): Record<string, unknown> {
  return { ...machine.properties, extended: { instanceView: { powerState: toStatuses(machine).at(-1) } } };
}

function containerRows(context: ArmContext, subscriptions: readonly Subscription[]): Row[] {
  const empty = Object.fromEntries(columns.map((name) => [name, null]));
  return subscriptions.flatMap(({ id, name, tenantId }) => [
    {
      ...empty,
      id: `/subscriptions/${id}`,
      name,
      type: 'microsoft.resources/subscriptions',
      tenantId,
      subscriptionId: id,
    },
    ...context.state.groups
      .filter((group) => group.subscriptionId === id)
      .map((group) => ({
        ...empty,
        id: `/subscriptions/${id}/resourceGroups/${group.name}`,
        name: group.name,
        type: 'microsoft.resources/subscriptions/resourcegroups',
        location: group.location,
        resourceGroup: group.name.toLowerCase(),
        tenantId,
        subscriptionId: id,
      })),
  ]);
}

function toTable(names: readonly string[], rows: readonly Row[]): unknown {
  const objects = new Set(['sku', 'plan', 'properties', 'tags', 'identity', 'zones', 'extendedLocation']);
  return {
    columns: names.map((name) => ({ name, type: objects.has(name) ? 'object' : 'string' })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  };
}

function refuse(
  context: ArmContext,
  details: readonly { readonly code: string; readonly message: string; readonly [extra: string]: unknown }[],
): ArmError {
  const { message, code } = badRequest(
    'BadRequest',
    `Please provide below info when asking for support: timestamp = ${new Date(context.clock.now()).toISOString()}, correlationId = ${context.seed.guid('resource graph')}.`,
  );
  return new ArmError({ status: 400, code, message, details });
}
