// Microsoft.Network/networkWatchers/packetCaptures, following public recordings of the real service rather than the
// examples of its specification: 201 with Azure-AsyncOperation only, 202 with a body for queryStatus, `null` and 204 as results.

import { authorizeLinked } from '../access.ts';
import type { ArmContext } from '../armContext.ts';
import { ArmError, badRequest, notFound, resourceNotFound } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { blobEndpointOf, capturePath } from '../capture/capturePath.ts';
import { toCaptureProperties } from '../capture/captureProperties.ts';
import { endCapture, newCaptureRecord, recordOf, removeCapture } from '../capture/captureRecord.ts';
import { CaptureRun } from '../capture/captureRun.ts';
import type { CaptureSettings } from '../capture/captureSettings.ts';
import { readCaptureSettings } from '../capture/captureSettings.ts';
import {
  checkStorageAccount,
  checkTarget,
  linkedActions,
  machineProblem,
  selectMachines,
} from '../capture/captureTarget.ts';
import type { OperationOutcome, OperationUrls } from '../operations.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { groupScope } from '../trackedResource.ts';
import { networkVersions } from './networkWatchers.ts';

const type = 'Microsoft.Network/networkWatchers/packetCaptures';

/** Routes of packet captures. */
export function packetCaptureRoutes(context: ArmContext): Route[] {
  const provider = new PacketCaptureProvider(context);
  const collection =
    '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network/networkWatchers/{watcherName}/packetCaptures';
  const item = `${collection}/{captureName}`;
  const common = { type, versions: networkVersions };
  return [
    { ...common, method: 'GET', path: collection, action: `${type}/read`, handle: (request) => provider.list(request) },
    { ...common, method: 'GET', path: item, action: `${type}/read`, handle: (request) => provider.get(request) },
    { ...common, method: 'PUT', path: item, action: `${type}/write`, handle: (request) => provider.create(request) },
    {
      ...common,
      method: 'DELETE',
      path: item,
      action: `${type}/delete`,
      handle: (request) => provider.remove(request),
    },
    {
      ...common,
      method: 'POST',
      path: `${item}/queryStatus`,
      action: `${type}/queryStatus/action`,
      handle: (request) => provider.queryStatus(request),
    },
    {
      ...common,
      method: 'POST',
      path: `${item}/stop`,
      action: `${type}/stop/action`,
      handle: (request) => provider.stop(request),
    },
  ];
}

class PacketCaptureProvider {
  readonly #context: ArmContext;

  constructor(context: ArmContext) {
    this.#context = context;
  }

  list(request: ArmRequest): ArmAnswer {
    const watcher = this.#watcher(request);
    const captures = this.#context.state.list({ type, scope: watcher.id });
    return answerPage(
      this.#context,
      request,
      captures.map((capture) => this.#toBody(capture)),
    );
  }

  get(request: ArmRequest): ArmAnswer {
    return { status: 200, body: this.#toBody(this.#find(request)) };
  }

  create(request: ArmRequest): ArmAnswer {
    const { state, clock } = this.#context;
    const watcher = this.#watcher(request);
    const id = `${watcher.id}/packetCaptures/${request.params['captureName']}`;
    if (!/^[A-Za-z0-9][\w.-]{0,79}$/.test(request.params['captureName'] ?? '')) {
      throw badRequest('InvalidResourceName', `Resource name ${request.params['captureName']} is invalid.`);
    }
    if (state.get(id) !== undefined) {
      // The real code is not public; see README.
      throw new ArmError({
        status: 409,
        code: 'PacketCaptureAlreadyExists',
        message: `A packet capture session with the name ${request.params['captureName']} already exists. Packet captures cannot be changed; delete it first.`,
        details: [],
      });
    }
    const settings = readCaptureSettings(request.body);
    for (const linked of linkedActions(settings)) {
      authorizeLinked(request.account, { action: `${type}/write`, scope: id, ...linked });
    }
    const target = checkTarget(this.#context, settings, watcher, id);
    const account = checkStorageAccount(this.#context, settings, watcher, id);
    const machines = selectMachines(this.#context, settings, target);
    const path = account === undefined ? undefined : toPath(settings, account, target, clock.now());
    const storagePath = account === undefined || path === undefined ? '' : `${blobEndpointOf(account)}/${path}`;
    const record = newCaptureRecord();
    const { status } = record;
    const capture = state.put({
      id,
      properties: toCaptureProperties(settings, target, storagePath),
      hidden: { record },
    });
    const urls = this.#startOperation(request, watcher, () => {
      const problem =
        this.#context.captures.takeFailure(capture.name) ??
        machines.map(({ resource }) => machineProblem(this.#context, resource)).find((one) => one !== undefined);
      if (problem !== undefined) {
        this.#update(capture, 'Failed');
        status.packetCaptureStatus = 'Error';
        status.errors.push('CaptureFailed');
        return { status: 'Failed', error: problem };
      }
      const upload = account === undefined || path === undefined ? undefined : { account, path };
      record.run = new CaptureRun({ context: this.#context, captureId: id, settings, machines, upload, status });
      record.run.start();
      this.#update(capture, 'Succeeded');
      return { status: 'Succeeded', result: { status: 200, body: this.#toBody(capture) } };
    });
    return {
      status: 201,
      headers: { 'Azure-AsyncOperation': urls.status, ...this.#context.operations.retryAfter },
      body: this.#toBody(capture),
    };
  }

  queryStatus(request: ArmRequest): ArmAnswer {
    const capture = this.#find(request);
    const { status } = recordOf(capture);
    const body = {
      name: capture.name,
      id: capture.id,
      ...(status.captureStartTime === undefined ? {} : { captureStartTime: toNetTime(status.captureStartTime) }),
      packetCaptureStatus: status.packetCaptureStatus,
      ...(status.stopReason === undefined ? {} : { stopReason: status.stopReason }),
      packetCaptureError: status.errors,
    };
    const urls = this.#startOperation(request, this.#watcher(request), () => ({
      status: 'Succeeded',
      result: { status: 200, body },
    }));
    return { status: 202, headers: { Location: urls.result, ...this.#context.operations.retryAfter }, body };
  }

  stop(request: ArmRequest): ArmAnswer {
    const capture = this.#find(request);
    return this.#accept(request, () => {
      const problem = this.#context.captures.takeFailure(capture.name);
      if (problem !== undefined) {
        return { status: 'Failed', error: problem };
      }
      if (recordOf(capture).status.packetCaptureStatus === 'Error') {
        // Known of machines whose agent is gone: no word of why.
        return { status: 'Failed', error: { code: 'InternalServerError', message: 'An error occurred.' } };
      }
      endCapture(capture, 'UserStopped');
      return { status: 'Succeeded', properties: {}, result: { status: 200, body: null } };
    });
  }

  remove(request: ArmRequest): ArmAnswer {
    const watcher = this.#watcher(request);
    const capture = this.#context.state.get(`${watcher.id}/packetCaptures/${request.params['captureName']}`);
    if (capture === undefined) {
      return { status: 204 };
    }
    this.#update(capture, 'Deleting');
    return this.#accept(request, () => {
      const problem = this.#context.captures.takeFailure(capture.name);
      if (problem !== undefined) {
        this.#update(capture, 'Failed');
        return { status: 'Failed', error: problem };
      }
      removeCapture(this.#context.state, capture);
      return { status: 'Succeeded', properties: {}, result: { status: 204 } };
    });
  }

  #accept(request: ArmRequest, run: () => OperationOutcome): ArmAnswer {
    const urls = this.#startOperation(request, this.#watcher(request), run);
    return {
      status: 202,
      headers: {
        Location: urls.result,
        'Azure-AsyncOperation': urls.status,
        ...this.#context.operations.retryAfter,
      },
    };
  }

  #startOperation(request: ArmRequest, watcher: Resource, run: () => OperationOutcome): OperationUrls {
    return this.#context.operations.start({
      subscriptionId: request.params['subscriptionId'] ?? '',
      location: watcher.location ?? '',
      namespace: 'Microsoft.Network',
      apiVersion: request.apiVersion,
      run,
    });
  }

  #watcher(request: ArmRequest): Resource {
    const name = request.params['watcherName'] ?? '';
    const watcherType = 'Microsoft.Network/networkWatchers';
    const watcher = this.#context.state.get(`${groupScope(request)}/providers/${watcherType}/${name}`);
    if (watcher === undefined) {
      throw resourceNotFound(watcherType, name, request.params['resourceGroupName'] ?? '');
    }
    return watcher;
  }

  #find(request: ArmRequest): Resource {
    const id = `${this.#watcher(request).id}/packetCaptures/${request.params['captureName']}`;
    const capture = this.#context.state.get(id);
    if (capture === undefined) {
      throw notFound(id);
    }
    return capture;
  }

  #update(capture: Resource, provisioningState: string): void {
    recordOf(capture).revision += 1;
    capture.properties = { ...capture.properties, provisioningState };
  }

  #toBody(capture: Resource): unknown {
    const etag = this.#context.seed.guid(`etag ${capture.id} ${recordOf(capture).revision}`);
    return {
      name: capture.name,
      id: capture.id,
      etag: `W/"${etag}"`,
      type: capture.type,
      properties: capture.properties,
    };
  }
}

function toPath(settings: CaptureSettings, account: Resource, target: Resource, at: number): string {
  if (settings.storagePath === undefined) {
    return capturePath({ targetId: target.id, at });
  }
  const root = `${blobEndpointOf(account)}/`;
  if (!settings.storagePath.toLowerCase().startsWith(root.toLowerCase())) {
    throw badRequest(
      'InvalidParameterValue',
      `The storage path ${settings.storagePath} is not in the storage account ${account.name}.`,
    );
  }
  // Both uses are described publicly: a complete blob URI, or the URI of a container.
  const rest = settings.storagePath.slice(root.length).replace(/\/$/, '');
  return rest.toLowerCase().endsWith('.cap') ? rest : capturePath({ targetId: target.id, at, container: rest });
}

/** Seven digits of a second, as .NET writes times. */
function toNetTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}
