// Creating rules and action groups: never over one that is there, for Azure's PUT would change that one without a word.

import { isUserError } from '../error/userError.ts';
import { alertNameTaken, resourceNotFound } from '../error/userErrors.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { AlertRuleWork, ResourceDocument } from './ports.ts';

/**
 * Writes a rule or action group once Azure has said that there is none of the id.
 * Rejects with UserError `alertNameTaken` when there is one, `forbidden`, `resourceNotFound` for a resource group or target that is
 * not there, and `serviceFailed` with what the service objects to.
 */
export async function createAlertResource(
  work: Pick<AlertRuleWork, 'getDocument' | 'putDocument'>,
  { id, value }: { readonly id: string; readonly value: unknown },
  options: CallOptions = {},
): Promise<ResourceDocument> {
  if (await isThere(work, id, options)) {
    throw alertNameTaken(resourceName(id), resourceGroupOf(id).name);
  }
  try {
    return await work.putDocument(id, value, options);
  } catch (error) {
    const group = resourceGroupOf(id);
    // What is not there cannot be the new resource, though it is what was asked: the group, or what the rule is about.
    if (isUserError(error) && error.code === 'resourceNotFound' && !(await isThere(work, group.id, options))) {
      throw resourceNotFound(group.name, error);
    }
    throw error;
  }
}

function resourceGroupOf(id: string): { readonly id: string; readonly name: string } {
  const parts = id.split('/').slice(0, 5);
  return { id: parts.join('/'), name: parts.at(-1) ?? '' };
}

async function isThere(work: Pick<AlertRuleWork, 'getDocument'>, id: string, options: CallOptions): Promise<boolean> {
  try {
    await work.getDocument(id, options);
    return true;
  } catch (error) {
    if (isUserError(error) && error.code === 'resourceNotFound') {
      return false;
    }
    throw error;
  }
}
