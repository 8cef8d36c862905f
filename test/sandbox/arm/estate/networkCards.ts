// Network cards: of machines, of instances of scale sets, and one of an appliance. A card is the place where a machine meets
// its subnet, its security group and its public address.

import type { ArmState } from '../armState.ts';

/** A card as it is planned. */
export interface PlannedCard {
  readonly id: string;
  readonly location: string;
  readonly privateIp: string;
  /** The machine or instance it belongs to; none for a card of somebody else's appliance. */
  readonly machineId?: string;
  readonly subnetId?: string;
  readonly securityGroupId?: string;
  readonly publicAddressId?: string;
  readonly forwards?: boolean;
}

/** Adds a card. */
export function addCard(state: ArmState, card: PlannedCard): void {
  state.put({
    id: card.id,
    location: card.location,
    properties: {
      provisioningState: 'Succeeded',
      primary: true,
      enableIPForwarding: card.forwards === true,
      enableAcceleratedNetworking: false,
      ...reference('virtualMachine', card.machineId),
      ...reference('networkSecurityGroup', card.securityGroupId),
      ipConfigurations: [
        {
          id: `${card.id}/ipConfigurations/ipconfig1`,
          name: 'ipconfig1',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: card.privateIp,
            privateIPAllocationMethod: 'Dynamic',
            primary: true,
            privateIPAddressVersion: 'IPv4',
            ...reference('subnet', card.subnetId),
            ...reference('publicIPAddress', card.publicAddressId),
          },
        },
      ],
    },
  });
}

function reference(name: string, id: string | undefined): Record<string, unknown> {
  return id === undefined ? {} : { [name]: { id } };
}
