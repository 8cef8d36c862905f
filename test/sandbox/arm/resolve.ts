// What ARM says when a path, a method or an api-version does not exist. Worded as ARM words it.

import { ArmError } from './armError.ts';
import { regions } from './estate/regions.ts';
import type { Route, Router } from './route.ts';

/** Gives the api-version of a request if its route serves it, or throws the 400 that lists the supported ones. */
export function checkApiVersion(route: Route, apiVersion: string | null): string {
  if (apiVersion === null || apiVersion === '') {
    throw new ArmError({
      status: 400,
      code: 'MissingApiVersionParameter',
      message: 'The api-version query parameter (?api-version=) is required for all requests.',
    });
  }
  if (route.versions.includes(apiVersion)) {
    return apiVersion;
  }
  const supported = route.versions.join(', ');
  const [namespace, ...type] = route.type.split('/');
  if (namespace === 'Microsoft.Resources') {
    throw new ArmError({
      status: 400,
      code: 'InvalidApiVersionParameter',
      message: `The api-version '${apiVersion}' is invalid. The supported versions are '${supported}'.`,
    });
  }
  throw new ArmError({
    status: 400,
    code: 'NoRegisteredProviderFound',
    message: `No registered resource provider found for location '' and API version '${apiVersion}' for type '${type.join('/')}'. The supported api-versions are '${supported}'. The supported locations are '${regions.map(({ name }) => name).join(', ')}'.`,
  });
}

/** The error for a path without a route, or with routes for other methods only. */
export function noSuchRoute(options: {
  readonly router: Router;
  readonly method: string;
  readonly path: string;
  readonly isOtherMethod: boolean;
}): ArmError {
  if (options.isOtherMethod) {
    return new ArmError({
      status: 405,
      code: 'HttpMethodNotSupported',
      message: `The HTTP method '${options.method}' is not supported at scope '${options.path}'.`,
    });
  }
  const found = /\/providers\/([^/]+)(?:\/([^/]+))?/i.exec(options.path);
  if (found === null) {
    return new ArmError({
      status: 404,
      code: 'NotFound',
      message: `No HTTP resource was found that matches the request URI '${options.path}'.`,
    });
  }
  const [, namespace = '', type = ''] = found;
  const known = options.router.routes.filter(
    (route) => route.type.split('/')[0]?.toLowerCase() === namespace.toLowerCase(),
  );
  if (known.length === 0) {
    return new ArmError({
      status: 404,
      code: 'InvalidResourceNamespace',
      message: `The resource namespace '${namespace}' is invalid.`,
    });
  }
  const versions = [...new Set(known.flatMap((route) => route.versions))].toSorted().toReversed();
  return new ArmError({
    status: 404,
    code: 'InvalidResourceType',
    message: `The resource type '${type}' could not be found in the namespace '${namespace}'. The supported api-versions are '${versions.join(', ')}'.`,
  });
}
