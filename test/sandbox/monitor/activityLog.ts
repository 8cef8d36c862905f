// The activity log: what was done to resources, told to activity log alerts as it comes. Events of ARM come in pairs, as in
// Azure: one when an operation starts, one when it is over.

import type { Clock } from '../../../src/base/clock.ts';
import type { ArmState, Resource } from '../arm/armState.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import type { Seed } from '../seed.ts';
import type { ActivityEvent } from './activityEvent.ts';
import { isMatch } from './activityEvent.ts';
import type { AlertDesk } from './alertDesk.ts';
import { asList, asText, isWithin } from './read.ts';

export const activityAlertType = 'Microsoft.Insights/activityLogAlerts';

/** What is told of an operation; everything else is worked out. */
export interface Happening {
  readonly operationName: string;
  readonly resourceId: string;
  readonly status: string;
  readonly subStatus?: string;
  readonly caller: string;
  /** Administrative when it is not said. */
  readonly category?: string;
  /** The same for all events of one operation. */
  readonly operationId?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const limit = 2000;

/** What it is made of. */
interface Parts {
  readonly state: ArmState;
  readonly clock: Clock;
  readonly seed: Seed;
  readonly desk: AlertDesk;
}

/** Keeps events and fires the rules that fit them. */
export class ActivityLog {
  readonly #options: Parts;
  #events: ActivityEvent[] = [];
  #count = 0;

  constructor(options: Parts) {
    this.#options = options;
  }

  /** Events, oldest first. */
  get events(): readonly ActivityEvent[] {
    return this.#events;
  }

  /** A GUID for the events of one operation. */
  newOperationId(): string {
    this.#count += 1;
    return this.#options.seed.guid(`activity operation ${this.#count}`);
  }

  /** Adds an event and fires every rule that fits it. */
  add(happening: Happening): ActivityEvent {
    const event = this.toEvent(happening);
    this.#events.push(event);
    if (this.#events.length > limit) {
      this.#events.shift();
    }
    for (const rule of this.#options.state.list({ type: activityAlertType })) {
      if (
        rule.properties['enabled'] !== false &&
        isWatched(rule, event) &&
        isMatch(rule.properties['condition'], event)
      ) {
        this.#options.desk.fire(rule, this.#targetOf(event), { kind: 'activityLog', event });
      }
    }
    return event;
  }

  /** An event that is not kept. */
  toEvent(happening: Happening): ActivityEvent {
    const { seed, clock } = this.#options;
    const parsed = parseResourceId(happening.resourceId);
    const operationId = happening.operationId ?? this.newOperationId();
    this.#count += 1;
    const namespace = happening.operationName.split('/')[0] ?? '';
    return {
      category: happening.category ?? 'Administrative',
      operationName: happening.operationName,
      status: happening.status,
      subStatus: happening.subStatus ?? '',
      level: happening.status === 'Failed' ? 'Error' : 'Informational',
      caller: happening.caller,
      at: clock.now(),
      subscriptionId: parsed?.subscriptionId ?? /^\/subscriptions\/([^/]+)/i.exec(happening.resourceId)?.[1] ?? '',
      resourceId: happening.resourceId,
      resourceGroup: parsed?.resourceGroup ?? '',
      resourceProvider: parsed?.type.split('/')[0] ?? namespace,
      resourceType: parsed?.type ?? '',
      correlationId: operationId,
      operationId,
      eventDataId: seed.guid(`activity event ${this.#count}`),
      description: happening.description ?? '',
      properties: happening.properties ?? {},
      claims: {
        aud: 'https://management.core.windows.net/',
        ver: '1.0',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': happening.caller,
      },
    };
  }

  /** Forgets all events. */
  reset(): void {
    this.#events = [];
  }

  /** The resource, also when it is gone already. */
  #targetOf({ resourceId }: ActivityEvent): Resource | { readonly id: string; readonly name: string } | undefined {
    const parsed = parseResourceId(resourceId);
    return parsed === undefined
      ? undefined
      : (this.#options.state.get(resourceId) ?? { id: resourceId, name: parsed.name });
  }
}

function isWatched(rule: Resource, event: ActivityEvent): boolean {
  const id = event.resourceId === '' ? `/subscriptions/${event.subscriptionId}` : event.resourceId;
  return asList(rule.properties['scopes']).some((scope) => isWithin(id, asText(scope)));
}
