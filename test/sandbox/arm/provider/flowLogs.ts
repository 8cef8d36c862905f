// Microsoft.Network/networkWatchers/flowLogs, read only.

import type { ArmContext } from '../armContext.ts';
import { notFound } from '../armError.ts';
import { answerPage } from '../paging.ts';
import type { Route } from '../route.ts';
import { getResource, resourcePath, toCommonBody } from '../trackedResource.ts';
import { networkVersions } from './networkWatchers.ts';

const watcherType = 'Microsoft.Network/networkWatchers';
const type = `${watcherType}/flowLogs`;

/** Routes of flow logs. */
export function flowLogRoutes(context: ArmContext): Route[] {
  const path = `${resourcePath(watcherType)}/flowLogs`;
  const common = { method: 'GET', type, versions: networkVersions, action: `${type}/read` } as const;
  return [
    {
      ...common,
      path,
      handle: (request) => {
        const watcher = getResource(context, watcherType, request);
        return answerPage(context, request, context.state.children(`${watcher.id}/flowLogs`), toCommonBody);
      },
    },
    {
      ...common,
      path: `${path}/{flowLogName}`,
      handle: (request) => {
        const id = `${getResource(context, watcherType, request).id}/flowLogs/${request.params['flowLogName']}`;
        const flowLog = context.state.get(id);
        if (flowLog === undefined) {
          throw notFound(id);
        }
        return { status: 200, body: toCommonBody(flowLog) };
      },
    },
  ];
}
