// What happens to machines from outside while captures run on them: power, deletion. A machine is named by its name, by
// `<scale set>_<instance id>` or by its id. Whatever stops a machine stops its agent, and with it the captures there.

import { resourceNotFound } from '../armError.ts';
import type { ArmState, Resource } from '../armState.ts';
import type { ActivityLog } from '../../monitor/activityLog.ts';
import type { CaptureControl } from '../capture/captureControl.ts';
import { cardOf } from '../network/cards.ts';
import { filesOf } from './machineDisk.ts';
import type { PowerState } from './powerState.ts';

const machineType = 'Microsoft.Compute/virtualMachines';
const instanceType = 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines';

const powerActions: Readonly<Record<PowerState, string>> = {
  running: 'start/action',
  stopped: 'powerOff/action',
  deallocated: 'deallocate/action',
};
const somebody = 'operator@fabrikam.example';

/** A file that a capture left on a machine. */
interface MachineFile {
  readonly path: string;
  readonly length: number;
}

/** Handles on machines for tests and the control endpoint. */
export class MachineControl {
  readonly #state: ArmState;
  readonly #captures: CaptureControl;
  readonly #log: ActivityLog;

  constructor(state: ArmState, captures: CaptureControl, log: ActivityLog) {
    this.#state = state;
    this.#captures = captures;
    this.#log = log;
  }

  /** Starts, stops or deallocates a machine. @throws ArmError when there is none */
  setPower(name: string, powerState: PowerState): void {
    const machine = this.#find(name);
    this.applyPower(machine, powerState);
    this.#tell(machine, powerActions[powerState]);
  }

  /** The same for ARM, whose own operations are in the activity log already. */
  applyPower(machine: Resource, powerState: PowerState): void {
    machine.hidden['powerState'] = powerState;
    if (powerState !== 'running') {
      this.#captures.lose(machine.id, 'AgentStopped');
    }
  }

  /** Deletes a machine and its extensions; its card stays, as in Azure. @throws ArmError when there is none */
  remove(name: string): void {
    const machine = this.#find(name);
    this.applyRemoval(machine);
    this.#tell(machine, 'delete');
  }

  /** The same for ARM. */
  applyRemoval(machine: Resource): void {
    this.#captures.lose(machine.id, 'AgentStopped');
    for (const extension of this.#state.children(`${machine.id}/extensions`)) {
      this.#state.remove(extension.id);
    }
    const card = cardOf(this.#state, machine);
    if (card !== undefined) {
      const { virtualMachine: _, ...properties } = card.properties;
      card.properties = properties;
    }
    this.#state.remove(machine.id);
  }

  /** The activity log knows who did it: somebody else. */
  #tell({ id, type }: Resource, action: string): void {
    const common = { operationName: `${type}/${action}`, resourceId: id, caller: somebody };
    const operationId = this.#log.newOperationId();
    for (const status of ['Started', 'Succeeded']) {
      this.#log.add({ ...common, operationId, status });
    }
  }

  /** Files that captures left on a machine. @throws ArmError when there is none */
  files(name: string): readonly MachineFile[] {
    return [...filesOf(this.#find(name))].map(([path, bytes]) => ({ path, length: bytes.length }));
  }

  #find(name: string): Resource {
    const wanted = name.toLowerCase();
    const found =
      this.#state.get(wanted) ??
      this.#state.list({ type: machineType }).find((machine) => machine.name.toLowerCase() === wanted) ??
      this.#state
        .list({ type: instanceType })
        .find(({ id }) => id.toLowerCase().endsWith(`/${wanted.replace(/_(\d+)$/, '/virtualmachines/$1')}`));
    if (found === undefined || (found.type !== machineType && found.type !== instanceType)) {
      throw resourceNotFound(machineType, name, '*');
    }
    return found;
  }
}
