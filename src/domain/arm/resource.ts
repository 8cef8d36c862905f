// Resources of the inventory as plain values: only what the tree and the prompts show.

/** What every listed resource has. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** Normalised region, e.g. `westeurope`; `global` for alert rules. */
  readonly region: string;
}

/** A Network Watcher (Microsoft.Network/networkWatchers): one a region and subscription. */
export type NetworkWatcher = Resource;

/** Power state of a VM as its instance view tells it; `unknown` when the list did not carry it. */
export type PowerState = 'running' | 'starting' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated' | 'unknown';

/** Operating system, where the disk tells it. */
export type MachineSystem = 'linux' | 'windows';

/** A virtual machine that can be the target of a capture. */
export interface VirtualMachine extends Resource {
  readonly powerState: PowerState;
  readonly system?: MachineSystem;
}

/** A scale set that can be the target of a capture. */
export interface ScaleSet extends Resource {
  /** Number of instances it is meant to have. */
  readonly capacity: number;
  readonly system?: MachineSystem;
}

/** A storage account that can take captures. */
export interface StorageAccount extends Resource {
  readonly isPremium: boolean;
  /** False when the account forbids keys; Network Watcher writes with a SAS and needs them. */
  readonly allowsSharedKey: boolean;
}

/** An Event Hubs namespace with the address ARM gives for it. */
export interface EventHubNamespace extends Resource {
  /** `serviceBusEndpoint`, e.g. `https://contoso.servicebus.windows.net:443/`. */
  readonly serviceBusEndpoint: string;
}

/** One event hub of a namespace. */
export interface EventHub {
  readonly id: string;
  readonly name: string;
  readonly partitionIds: readonly string[];
}

/** Power state from an instance view code such as `PowerState/running` (Compute REST, instanceView.statuses). */
export function powerStateOf(code: string | undefined): PowerState {
  const state = code?.toLowerCase().replace('powerstate/', '');
  switch (state) {
    case 'running':
    case 'starting':
    case 'stopping':
    case 'stopped':
    case 'deallocating':
    case 'deallocated':
      return state;
    default:
      return 'unknown';
  }
}

/**
 * Host and port for AMQP over TLS of a namespace.
 * The service reports port 443, which is AMQP over WebSockets and HTTPS; AMQP itself is on its default port then.
 * @returns undefined when the endpoint is not a URL
 */
export function amqpHostOf(serviceBusEndpoint: string): string | undefined {
  const url = URL.parse(serviceBusEndpoint);
  if (url === null || url.hostname === '') {
    return undefined;
  }
  return url.port === '' || url.port === '443' ? url.hostname : `${url.hostname}:${url.port}`;
}
