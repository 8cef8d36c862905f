// What the parts of the sandbox say to each other and to the outside. Types only; shares nothing with src.

/** The line that `npm run sandbox -- --json` prints: everything a client needs to reach this local Azure. */
export interface SandboxInfo {
  readonly pid: number;
  readonly seed: number;
  /** Plain HTTP address of the control endpoint (faults, sandbox state), e.g. http://127.0.0.1:40001 */
  readonly controlUrl: string;
  /** PEM file of the sandbox's own certificate authority; set NODE_EXTRA_CA_CERTS to it. */
  readonly caCertPath: string;
  /** The value of the VS Code setting `microsoft-sovereign-cloud.customEnvironment`. */
  readonly cloud: {
    readonly name: string;
    readonly portalUrl: string;
    readonly managementEndpointUrl: string;
    readonly resourceManagerEndpointUrl: string;
    readonly activeDirectoryEndpointUrl: string;
    readonly activeDirectoryResourceId: string;
  };
  /** POST form `username`, `scope`, optional `tenant` → `{access_token, expires_in}`; the sandbox's stand-in for Entra. */
  readonly tokenUrl: string;
  readonly tenants: readonly { readonly id: string; readonly name: string }[];
  /** `owner` may do everything, `reader` may only read, `none` has no role at all; the others have that built-in role. */
  readonly accounts: readonly {
    readonly id: string;
    readonly label: string;
    readonly role: 'owner' | 'reader' | 'networkContributor' | 'networkContributorAndReader' | 'none';
  }[];
  readonly subscriptions: readonly { readonly id: string; readonly name: string; readonly tenantId: string }[];
  readonly networkWatchers: readonly { readonly id: string; readonly region: string }[];
  readonly virtualMachines: readonly {
    readonly id: string;
    readonly name: string;
    readonly region: string;
    readonly powerState: 'running' | 'deallocated' | 'stopped';
    readonly hasAgent: boolean;
    /** Address of its only network card. */
    readonly privateIpAddress: string;
  }[];
  readonly scaleSets: readonly {
    readonly id: string;
    readonly name: string;
    readonly region: string;
    /** Not consecutive. The packets of an instance are asked for as `<id>/virtualMachines/<instance id>`. */
    readonly instanceIds: readonly string[];
    /** With `Manual`, a change of the model reaches an instance only by `manualupgrade`. */
    readonly upgradePolicy: 'Manual' | 'Automatic';
    readonly instances: readonly {
      readonly instanceId: string;
      readonly hasAgent: boolean;
      readonly privateIpAddress: string;
    }[];
  }[];
  readonly storageAccounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly region: string;
    readonly blobEndpoint: string;
    readonly key: string;
    readonly isPremium: boolean;
    readonly allowsSharedKey: boolean;
    /** `Deny` when network rules, or the lack of public access, keep strangers out. */
    readonly networkDefaultAction: 'Allow' | 'Deny';
  }[];
  readonly eventHubs: readonly {
    readonly namespaceId: string;
    readonly hub: string;
    /** host:port of AMQP over TLS (Entra or SAS). */
    readonly tlsHost: string;
    /** Plain AMQP port, for connection strings with UseDevelopmentEmulator=true. */
    readonly plainPort: number;
    readonly connectionString: string;
    readonly consumerGroups: readonly string[];
    readonly partitionIds: readonly string[];
  }[];
  /** The API gateway of the small world. */
  readonly gatewayUrl: string;
}

/** One filter of a packet capture as ARM receives it (Network Watcher REST, PacketCaptureFilter). */
export interface PacketFilter {
  readonly protocol?: 'TCP' | 'UDP' | 'Any';
  readonly localIPAddress?: string;
  readonly remoteIPAddress?: string;
  readonly localPort?: string;
  readonly remotePort?: string;
}

/** The virtual network card of one VM: what the world offers and the ARM provider of packet captures uses. */
export interface PacketSource {
  /** Begins to record the packets of a VM. @param onFull is called once when `totalBytes` is reached. */
  open(options: {
    readonly vmId: string;
    readonly filters: readonly PacketFilter[];
    /** Bytes kept of each packet; 0 keeps all. */
    readonly bytesPerPacket: number;
    /** Upper limit of the file; 0 means none. */
    readonly totalBytes: number;
    readonly onFull: () => void;
  }): PacketSession;
}

/** A running recording. */
export interface PacketSession {
  readonly packetCount: number;
  readonly byteCount: number;
  /** Ends the recording and gives the complete classic pcap file. */
  close(): Uint8Array;
}

/** Where the world's gateway writes its logged messages; the broker implements it. */
export interface EventSink {
  /** Appends one event to a partition of a hub, in order of calls. */
  append(hub: string, partitionId: string, event: SinkEvent): void;
}

/** An event as a gateway writes it: one AMQP data section plus application properties. */
export interface SinkEvent {
  readonly body: Uint8Array;
  readonly partitionKey?: string;
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** A part of the sandbox that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}
