// What the editor does with an alert that it receives: rules that people write into a setting, and the decision for a payload.
// Only what a rule names is done; a capture is started for an alert that has fired, never for one that is over or does not say.

import { asArray, asNumber, asRecord, asString } from '../../base/json.ts';
import { resourceName } from '../arm/resourceId.ts';
import { captureMaximum } from '../capture/captureSettings.ts';
import type { AlertPayload } from './alertPayload.ts';

/** What can be done with an alert. */
export const receiverActions = ['show', 'notify', 'startCapture', 'openTraffic'] as const;

/** One of them. */
export type ReceiverAction = (typeof receiverActions)[number];

/** What to do with the alerts of a rule. */
export interface ReceiverRule {
  /** Name of an alert rule; `*` stands for any text. Letter case does not count. */
  readonly rule: string;
  readonly actions: readonly ReceiverAction[];
  /** Name of a capture preset of the user's settings. */
  readonly preset?: string;
  /** Resource id of a storage account; without it, that of the preset. */
  readonly storageId?: string;
  readonly timeLimitInSeconds?: number;
  /** Resource id of the event hub that "openTraffic" opens, and the consumer group. */
  readonly eventHubId?: string;
  readonly consumerGroup?: string;
}

/** A part of the setting that cannot be used, by its place, e.g. `.Gateway CPU.actions`. */
export interface ReceiverRuleProblem {
  readonly path: string;
}

/** Without a rule of theirs, alerts are told and nothing more. */
const defaultActions = ['notify'] as const satisfies readonly ReceiverAction[];

const maxRules = 200;
const maxText = 2048;

/** Reads the setting: an object of rules by the name they are for, in its order. What cannot be used is left out and named. */
export function readReceiverRules(setting: unknown): {
  readonly rules: readonly ReceiverRule[];
  readonly problems: readonly ReceiverRuleProblem[];
} {
  const problems: ReceiverRuleProblem[] = [];
  const rules = Object.entries(asRecord(setting))
    .slice(0, maxRules)
    .flatMap(
      ([rule, value]) =>
        readRule(rule, asRecord(value), (name) => problems.push({ path: `.${rule.slice(0, 100)}${name}` })) ?? [],
    );
  return { rules, problems };
}

function readRule(
  name: string,
  value: Readonly<Record<string, unknown>>,
  leave: (name: string) => void,
): ReceiverRule | undefined {
  const rule = textOf(name);
  if (rule === undefined) {
    leave('');
    return undefined;
  }
  const known = asArray(value['actions']).flatMap((each) => receiverActions.find((action) => action === each) ?? []);
  if (!Array.isArray(value['actions']) || known.length !== value['actions'].length) {
    leave('.actions');
  }
  const optional = (member: string): string | undefined => {
    const text = textOf(value[member]);
    if (value[member] !== undefined && text === undefined) {
      leave(`.${member}`);
    }
    return text;
  };
  const limit = asNumber(value['timeLimitInSeconds']);
  const isLimit =
    limit !== undefined && Number.isInteger(limit) && limit > 0 && limit <= captureMaximum.timeLimitInSeconds;
  if (value['timeLimitInSeconds'] !== undefined && !isLimit) {
    leave('.timeLimitInSeconds');
  }
  const texts = {
    preset: optional('preset'),
    storageId: optional('storageAccount'),
    eventHubId: optional('eventHub'),
    consumerGroup: optional('consumerGroup'),
  };
  return {
    rule,
    actions: [...new Set(known)],
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(isLimit ? { timeLimitInSeconds: limit } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  const text = asString(value)?.trim();
  return text === undefined || text === '' || text.length > maxText ? undefined : text;
}

/** Why an action that a rule names is not done. */
export type WithheldReason = 'resolved' | 'momentUnknown' | 'noTarget';

/** What is done with a payload. */
export interface ReceiverDecision {
  /** The rule that it follows; undefined where none is for it. */
  readonly rule?: ReceiverRule;
  readonly actions: readonly ReceiverAction[];
  /** Why no capture is started though the rule names it. */
  readonly withheld?: WithheldReason;
}

/** The first rule for the payload's alert rule decides. */
export function decideReceived(payload: AlertPayload, rules: readonly ReceiverRule[]): ReceiverDecision {
  const name = payload.ruleName ?? (payload.ruleId === undefined ? '' : resourceName(payload.ruleId));
  const rule = rules.find((each) => matchesName(each.rule, name));
  if (rule === undefined) {
    return { actions: defaultActions };
  }
  const withheld = rule.actions.includes('startCapture') ? withheldReason(payload) : undefined;
  const isOver = payload.moment === 'resolved';
  return {
    rule,
    actions: rule.actions.filter(
      (action) => !(action === 'startCapture' && withheld !== undefined) && !(action === 'openTraffic' && isOver),
    ),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

function withheldReason({ moment, targets }: AlertPayload): WithheldReason | undefined {
  if (moment !== 'fired') {
    return moment === 'resolved' ? 'resolved' : 'momentUnknown';
  }
  return machinesOf(targets).length === 0 ? 'noTarget' : undefined;
}

/** The machines and scale sets among the targets; an instance counts as its scale set. */
export function machinesOf(targets: readonly string[]): readonly string[] {
  const pattern =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachine(?:s|ScaleSets)\/[^/]+/i;
  const seen = new Set<string>();
  return targets.flatMap((target) => {
    const id = pattern.exec(target)?.[0];
    if (id === undefined || seen.has(id.toLowerCase())) {
      return [];
    }
    seen.add(id.toLowerCase());
    return [id];
  });
}

/** `*` stands for any text. Goes through both texts once, so that no pattern takes long. */
function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const [first = '', ...rest] = parts;
  if (rest.length === 0) {
    return text === first;
  }
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) {
    return false;
  }
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) {
      return false;
    }
    from = at + part.length;
  }
  return from <= text.length - last.length;
}
