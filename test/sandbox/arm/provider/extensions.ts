// Extensions of machines and of the models of scale sets. Installing and removing are long-running operations; meanwhile the
// extension is there as Creating, Updating or Deleting, as in Azure.

import type { ArmContext } from '../armContext.ts';
import { badRequest, resourceNotFound } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { powerStateOf } from '../compute/powerState.ts';
import { applyModel, instancesOf, isManual, markOutdated, scaleSetType } from '../compute/scaleSetModel.ts';
import type { OperationOutcome, OperationUrls } from '../operations.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { getResource, resourcePath, toCommonBody } from '../trackedResource.ts';

/** Routes of the extensions of an owner type. */
export function extensionRoutes(context: ArmContext, ownerType: string, versions: readonly string[]): Route[] {
  const type = `${ownerType}/extensions`;
  const path = `${resourcePath(ownerType)}/extensions`;
  const item = { path: `${path}/{extensionName}`, type, versions } as const;
  const owners = new ExtensionOwners(context, ownerType);
  return [
    {
      method: 'GET',
      path,
      type,
      versions,
      action: `${type}/read`,
      handle: (request) => {
        const owner = getResource(context, ownerType, request);
        return answerPage(context, request, context.state.children(`${owner.id}/extensions`).map(toCommonBody));
      },
    },
    {
      ...item,
      method: 'GET',
      action: `${type}/read`,
      handle: (request) => ({ status: 200, body: toCommonBody(owners.find(request)) }),
    },
    { ...item, method: 'PUT', action: `${type}/write`, handle: (request) => owners.put(request) },
    { ...item, method: 'DELETE', action: `${type}/delete`, handle: (request) => owners.remove(request) },
  ];
}

class ExtensionOwners {
  readonly #context: ArmContext;
  readonly #ownerType: string;

  constructor(context: ArmContext, ownerType: string) {
    this.#context = context;
    this.#ownerType = ownerType;
  }

  find(request: ArmRequest): Resource {
    const owner = getResource(this.#context, this.#ownerType, request);
    const name = request.params['extensionName'] ?? '';
    const extension = this.#context.state.get(`${owner.id}/extensions/${name}`);
    if (extension === undefined) {
      throw resourceNotFound(
        `${this.#ownerType}/extensions`,
        `${owner.name}/${name}`,
        request.params['resourceGroupName'] ?? '',
      );
    }
    return extension;
  }

  /** Installs an extension, which needs a running machine; of a scale set it changes the model. */
  put(request: ArmRequest): ArmAnswer {
    const { state, operations } = this.#context;
    const owner = getResource(this.#context, this.#ownerType, request);
    const given = (request.body ?? {}) as { location?: string; properties?: Record<string, unknown> };
    const { publisher, type, typeHandlerVersion } = given.properties ?? {};
    if (typeof publisher !== 'string' || typeof type !== 'string' || typeof typeHandlerVersion !== 'string') {
      throw badRequest(
        'InvalidParameter',
        'Required parameter publisher, type or typeHandlerVersion is missing (null).',
      );
    }
    const id = `${owner.id}/extensions/${request.params['extensionName']}`;
    const isNew = state.get(id) === undefined;
    const extension = state.put({
      id,
      location: given.location ?? owner.location ?? '',
      properties: { ...given.properties, provisioningState: isNew ? 'Creating' : 'Updating' },
    });
    this.#modelChanged(owner);
    const urls = this.#start(request, owner, () => {
      const problem = this.#problemOf(owner);
      setState(extension, problem === undefined ? 'Succeeded' : 'Failed');
      this.#spread(owner);
      return problem ?? { status: 'Succeeded', result: { status: 200, body: toCommonBody(extension) } };
    });
    return {
      status: isNew ? 201 : 200,
      headers: { 'Azure-AsyncOperation': urls.status, ...operations.retryAfter },
      body: toCommonBody(extension),
    };
  }

  remove(request: ArmRequest): ArmAnswer {
    const { state, operations } = this.#context;
    const owner = getResource(this.#context, this.#ownerType, request);
    const extension = state.get(`${owner.id}/extensions/${request.params['extensionName']}`);
    if (extension === undefined) {
      return { status: 204 };
    }
    setState(extension, 'Deleting');
    const urls = this.#start(request, owner, () => {
      const problem = this.#problemOf(owner);
      if (problem !== undefined) {
        setState(extension, 'Failed');
        return problem;
      }
      state.remove(extension.id);
      this.#modelChanged(owner);
      this.#spread(owner);
      return { status: 'Succeeded', result: { status: 200 } };
    });
    return {
      status: 202,
      headers: { 'Azure-AsyncOperation': urls.status, Location: urls.result, ...operations.retryAfter },
    };
  }

  get #isScaleSet(): boolean {
    return this.#ownerType === scaleSetType;
  }

  #modelChanged(owner: Resource): void {
    if (this.#isScaleSet) {
      markOutdated(this.#context.state, owner);
    }
  }

  /** With an automatic policy the instances follow at once. */
  #spread(owner: Resource): void {
    const { state } = this.#context;
    if (this.#isScaleSet && !isManual(owner)) {
      instancesOf(state, owner).forEach((instance) => applyModel(state, owner, instance));
    }
  }

  #problemOf(owner: Resource): OperationOutcome | undefined {
    return this.#isScaleSet || powerStateOf(owner) === 'running'
      ? undefined
      : {
          status: 'Failed',
          error: {
            code: 'OperationNotAllowed',
            message: 'Cannot modify extensions in the VM when the VM is not running.',
          },
        };
  }

  #start(request: ArmRequest, owner: Resource, run: () => OperationOutcome): OperationUrls {
    return this.#context.operations.start({
      subscriptionId: request.params['subscriptionId'] ?? '',
      location: owner.location ?? '',
      namespace: 'Microsoft.Compute',
      apiVersion: request.apiVersion,
      run,
    });
  }
}

function setState(extension: Resource, provisioningState: string): void {
  extension.properties = { ...extension.properties, provisioningState };
}
