// The model of a scale set and what its instances have of it. A change of the model reaches an instance only by an upgrade:
// by itself when the upgrade policy is automatic, by `manualupgrade` when it is manual.

import type { ArmState, Resource } from '../armState.ts';

export const scaleSetType = 'Microsoft.Compute/virtualMachineScaleSets';

/** Instances of a scale set, in the order of their arrival. */
export function instancesOf(state: ArmState, scaleSet: Resource): Resource[] {
  return state.children(`${scaleSet.id}/virtualMachines`);
}

/** True when instances wait for `manualupgrade`. Rolling is played like automatic. */
export function isManual(scaleSet: Resource): boolean {
  return (scaleSet.properties['upgradePolicy'] as { readonly mode: string }).mode === 'Manual';
}

/** The model was changed: no instance has it yet. */
export function markOutdated(state: ArmState, scaleSet: Resource): void {
  for (const instance of instancesOf(state, scaleSet)) {
    instance.properties = { ...instance.properties, latestModelApplied: false };
  }
}

/** Brings the extensions of an instance to what the model says. */
export function applyModel(state: ArmState, scaleSet: Resource, instance: Resource): void {
  const model = state.children(`${scaleSet.id}/extensions`);
  const wanted = new Set(model.map(({ name }) => name.toLowerCase()));
  for (const present of state.children(`${instance.id}/extensions`)) {
    if (!wanted.has(present.name.toLowerCase())) {
      state.remove(present.id);
    }
  }
  for (const extension of model) {
    state.put({
      id: `${instance.id}/extensions/${extension.name}`,
      location: instance.location ?? '',
      properties: { ...extension.properties, provisioningState: 'Succeeded' },
    });
  }
  instance.properties = { ...instance.properties, latestModelApplied: true };
}

/** Properties of a scale set as they are shown, with the extensions of its model. */
export function toScaleSetProperties(state: ArmState, scaleSet: Resource): Record<string, unknown> {
  const profile = scaleSet.properties['virtualMachineProfile'] as Record<string, unknown>;
  const extensions = state.children(`${scaleSet.id}/extensions`).map(({ name, properties }) => {
    const { provisioningState: _, ...visible } = properties;
    return { name, properties: visible };
  });
  return {
    ...scaleSet.properties,
    virtualMachineProfile: extensions.length === 0 ? profile : { ...profile, extensionProfile: { extensions } },
  };
}
