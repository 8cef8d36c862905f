// Microsoft.Network's virtual networks, security groups, route tables, public addresses and cards, read only. What refers to
// a resource is found when it is asked for, so that a deleted machine leaves no trace in it.

import type { ArmContext } from '../armContext.ts';
import { ArmError } from '../armError.ts';
import { withBackReferences } from '../network/backReferences.ts';
import { answerPage } from '../paging.ts';
import type { ArmRequest, Route } from '../route.ts';
import { getResource, groupScope, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';
import { networkVersions } from './networkWatchers.ts';

/** The cards of instances are served by an old api-version only, as in Azure. */
const instanceCardVersions = ['2018-10-01', '2017-03-30'];

/** Parts of a resource that have a path of their own: by type, the members that hold them. */
const parts = {
  virtualNetworks: ['subnets'],
  networkSecurityGroups: ['securityRules', 'defaultSecurityRules'],
  routeTables: ['routes'],
  publicIPAddresses: [],
  networkInterfaces: [],
} as const;

/** Routes of the network estate. */
export function networkRoutes(context: ArmContext): Route[] {
  return [
    ...Object.entries(parts).flatMap(([name, members]) => {
      const type = `Microsoft.Network/${name}`;
      return [
        ...readRoutes(context, {
          type,
          versions: networkVersions,
          toBody: (resource) => ({
            ...toCommonBody({ ...resource, properties: withBackReferences(context.state, resource) }),
            etag: `W/"${context.seed.guid(`etag ${resource.id}`)}"`,
          }),
        }),
        ...members.flatMap((member) => partRoutes(context, type, member)),
      ];
    }),
    ...instanceCardRoutes(context),
  ];
}

function partRoutes(context: ArmContext, ownerType: string, member: string): Route[] {
  const type = `${ownerType}/${member}`;
  const path = `${resourcePath(ownerType)}/${member}`;
  const common = { method: 'GET', type, versions: networkVersions, action: `${type}/read` } as const;
  const listParts = (request: ArmRequest): readonly { readonly name: string; readonly id: string }[] => {
    const properties = withBackReferences(context.state, getResource(context, ownerType, request));
    return properties[member] as ReturnType<typeof listParts>;
  };
  return [
    { ...common, path, handle: (request) => answerPage(context, request, listParts(request)) },
    {
      ...common,
      path: `${path}/{partName}`,
      handle: (request) => {
        const wanted = request.params['partName'] ?? '';
        const found = listParts(request).find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
        if (found === undefined) {
          throw new ArmError({
            status: 404,
            code: 'NotFound',
            message: `Resource ${getResource(context, ownerType, request).id}/${member}/${wanted} not found.`,
            details: [],
          });
        }
        return { status: 200, body: found };
      },
    },
  ];
}

function instanceCardRoutes(context: ArmContext): Route[] {
  const owner = 'Microsoft.Compute/virtualMachineScaleSets';
  const type = `${owner}/virtualMachines/networkInterfaces`;
  const common = { method: 'GET', type, versions: instanceCardVersions, action: `${type}/read` } as const;
  const list = (request: ArmRequest, below: string) => {
    const scope = `${groupScope(request)}/providers/${owner}/${request.params['resourceName']}${below}`;
    return answerPage(context, request, context.state.list({ type, scope }).map(toCommonBody));
  };
  return [
    { ...common, path: `${resourcePath(owner)}/networkInterfaces`, handle: (request) => list(request, '') },
    {
      ...common,
      path: `${resourcePath(owner)}/virtualMachines/{instanceId}/networkInterfaces`,
      handle: (request) => list(request, `/virtualMachines/${request.params['instanceId']}`),
    },
  ];
}
