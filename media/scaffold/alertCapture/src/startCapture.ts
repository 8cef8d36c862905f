// One target of an alert: find its watcher, look whether the capture is there already, start it. The same alert never starts two
// captures on one machine: its name is the lock, and a conflict means that somebody was faster.

import { setTimeout as wait } from 'node:timers/promises';
import { ArmError } from './armError.ts';
import type { CapturePlan } from './captureRequest.ts';
import { captureBody } from './captureRequest.ts';
import type { Capture, Captures } from './captures.ts';
import type { Failed, Outcome } from './outcome.ts';
import type { Settings } from './settings.ts';
import type { Target } from './target.ts';
import type { Watchers } from './watchers.ts';

/** What a start works with. */
export interface StartContext {
  readonly captures: Captures;
  readonly watchers: Watchers;
  readonly settings: Settings;
  /** Captures that are being started now, by watcher, in the order in which they came. */
  readonly startsNow: Map<string, Set<string>>;
  readonly until: number;
}

/** What is to be started. */
export interface StartOptions {
  readonly target: Target;
  readonly name: string;
  readonly plan: CapturePlan;
  /** Azure's word on the target, asked for already. */
  readonly machine: Promise<{ readonly region: string } | Pick<Failed, 'reason' | 'detail'>>;
}

/** Never rejects for what Azure refuses. */
export async function startCapture(context: StartContext, options: StartOptions): Promise<Outcome> {
  const { target } = options;
  try {
    const [machine, watcherId] = await Promise.all([options.machine, watcherOf(context, options)]);
    if (!('region' in machine)) {
      return { kind: 'failed', entry: { target: target.id, ...machine } };
    }
    if (watcherId === undefined) {
      const detail = `No network watcher in ${machine.region}. Create one with: az network watcher configure --locations ${machine.region} --enabled true --resource-group NetworkWatcherRG`;
      return { kind: 'failed', entry: { target: target.id, reason: 'noWatcher', detail } };
    }
    return await withTurn(context, watcherId, options);
  } catch (error) {
    return { kind: 'failed', entry: { target: target.id, ...failureOf(error) } };
  }
}

/** Says what Azure refused; what is no refusal is a mistake of this program and goes up. */
export function failureOf(error: unknown): Omit<Failed, 'target'> {
  if (!(error instanceof ArmError)) {
    throw error;
  }
  const { status, code, detail, missing } = error;
  if (missing !== undefined) {
    const text = `The function's identity may not do ${missing.action} on ${missing.scope}. Assign it a role with that action there.`;
    return { reason: 'forbidden', detail: text, missing };
  }
  if (error.isTransient) {
    return { reason: 'unavailable', detail: `${code}: ${detail} The action group is asked to call again.` };
  }
  const reason = status === 404 ? 'targetNotFound' : code === 'NoToken' ? 'notConfigured' : 'refused';
  return { reason, detail: `${code}: ${detail}` };
}

function watcherOf({ watchers, until }: StartContext, { target, machine }: StartOptions): Promise<string | undefined> {
  const region = machine.then((known) => ('region' in known ? known.region : undefined));
  return watchers.find({ subscriptionId: target.subscriptionId, region }, until);
}

/** Starts of this process count as running from their first moment, or many at once would all find the same free place. */
async function withTurn(context: StartContext, watcherId: string, options: StartOptions): Promise<Outcome> {
  const turns = context.startsNow.get(watcherId) ?? new Set<string>();
  context.startsNow.set(watcherId, turns);
  const before = Array.from(turns);
  turns.add(options.name);
  try {
    return await lookAndStart(context, options, { watcherId, before });
  } finally {
    turns.delete(options.name);
  }
}

async function lookAndStart(
  context: StartContext,
  { target, name, plan }: StartOptions,
  { watcherId, before }: { readonly watcherId: string; readonly before: readonly string[] },
): Promise<Outcome> {
  const { captures, settings, until } = context;
  const captureId = `${watcherId}/packetCaptures/${name}`;
  const [existing, running] = await Promise.all([
    captures.get(captureId, until),
    settings.maxRunning === 0 ? [] : captures.listRunning(watcherId, settings.maxRunning, until),
  ]);
  if (existing !== undefined && isOfThisAlert(existing, settings)) {
    return started(target, existing, 'alreadyStarted');
  }
  const others = new Set([...running, ...before].map((each) => each.toLowerCase()));
  others.delete(name.toLowerCase());
  if (settings.maxRunning > 0 && others.size >= settings.maxRunning) {
    const detail = `${others.size} captures of alerts run on this watcher, and CAPTURE_MAX_RUNNING is ${settings.maxRunning}.`;
    return { kind: 'skipped', entry: { target: target.id, reason: 'tooManyRunning', detail } };
  }
  if (existing !== undefined && existing.provisioningState.toLowerCase() !== 'deleting') {
    await pause(await captures.delete(captureId, until), until);
  }
  return await put(context, { target, captureId, body: captureBody(plan, target) });
}

/** A conflict is a start by another process, or a deletion that is not over yet: the second is tried once more. */
async function put(
  { captures, watchers, settings, until }: StartContext,
  { target, captureId, body }: { readonly target: Target; readonly captureId: string; readonly body: unknown },
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    try {
      return started(target, await captures.create(captureId, body, until), 'started');
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) {
        watchers.forget();
      }
      if (!(error instanceof ArmError) || error.status !== 409) {
        throw error;
      }
      const other = await captures.get(captureId, until);
      if (other !== undefined && isOfThisAlert(other, settings)) {
        return started(target, other, 'alreadyStarted');
      }
      if (tries > 0) {
        throw new ArmError({ status: 409, code: error.code, detail: error.detail, isTransient: true, cause: error });
      }
      await pause(error.retryAfterInMs, until);
    }
  }
}

/**
 * Whether a capture of that name is the one that is wanted. A name made for the alert always is, unless the capture failed; a fixed
 * name is reused, so only one that began within two minutes can be the same delivery's.
 */
function isOfThisAlert({ provisioningState, startedAt }: Capture, { fixedName }: Settings): boolean {
  const state = provisioningState.toLowerCase();
  if (['failed', 'canceled', 'deleting'].includes(state)) {
    return false;
  }
  const isFresh = startedAt !== undefined && startedAt + 120_000 > Date.now();
  return fixedName === undefined || state !== 'succeeded' || isFresh;
}

function started(target: Target, capture: Capture, state: 'started' | 'alreadyStarted'): Outcome {
  const { name, storagePath } = capture;
  return {
    kind: 'started',
    entry: { target: target.id, capture: name, state, ...(storagePath === undefined ? {} : { storagePath }) },
  };
}

/** The service's own wish, at most two seconds, and never past the time of the answer. */
async function pause(wishInMs: number | undefined, until: number): Promise<void> {
  await wait(Math.max(0, Math.min(wishInMs ?? 1000, 2000, until - Date.now())));
}
