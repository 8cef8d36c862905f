// The checklist in words: what was found, and what to do about it.

import * as l10n from '@vscode/l10n';
import type { FindingTone, PreflightCode, PreflightFinding, PreflightFix } from '../../domain/capture/preflight.ts';

/** One line of the checklist as a person reads it. */
export interface PreflightItem {
  readonly id: string;
  readonly tone: FindingTone;
  readonly title: string;
  readonly text: string;
  readonly fix?: { readonly id: PreflightFix; readonly title: string };
  /** True when the capture cannot be started as it is, not even against the advice. */
  readonly mustBeMended?: boolean;
}

/** The line of a finding. */
export function preflightItem(finding: PreflightFinding): PreflightItem {
  const { code, tone, fix, mustBeMended } = finding;
  const [title, text] = wordsOf(finding);
  return {
    id: code,
    tone,
    title,
    text: [text, ...fixNotes(finding)].filter((part) => part !== '').join(' '),
    ...(fix === undefined ? {} : { fix: { id: fix, title: fixTitle(fix) } }),
    ...(mustBeMended === true ? { mustBeMended } : {}),
  };
}

/** What a person should know of a remedy before it is used. */
function fixNotes({ upgrades, missingForFix }: PreflightFinding): readonly string[] {
  return [
    ...(upgrades === undefined
      ? []
      : [
          l10n.t(
            'The remedy updates these instances, which applies every pending change of the model, not only the agent: {0}.',
            upgrades.join(', '),
          ),
        ]),
    ...(missingForFix === undefined
      ? []
      : [l10n.t('Your roles do not include what the remedy needs: {0}.', missingForFix.join(', '))]),
  ];
}

/** What is asked before a remedy that does more than its name says; undefined where it does not. */
export function fixQuestion({ upgrades }: PreflightFinding): { message: string; detail: string } | undefined {
  return upgrades === undefined
    ? undefined
    : {
        message: l10n.t('Update instances of the scale set to its latest model?'),
        detail: l10n.t(
          'Azure applies every pending change of the model to them, not only the agent; some changes restart an instance. Instances: {0}',
          upgrades.join(', '),
        ),
      };
}

/** The words on the button of a remedy. */
export function fixTitle(fix: PreflightFix): string {
  switch (fix) {
    case 'enableWatcher':
      return l10n.t('Enable Network Watcher');
    case 'useWatcher':
      return l10n.t('Use This Watcher');
    case 'installAgent':
      return l10n.t('Install Agent');
    case 'updateInstances':
      return l10n.t('Update Instances');
    case 'useNextName':
      return l10n.t('Use Next Free Name');
  }
}

type Words = readonly [title: string, text: string];

function wordsOf({ code, subjects }: PreflightFinding): Words {
  const all = { ...targetWords(), ...storageWords(), ...nameWords(), ...otherWords() };
  return all[code](subjects);
}

/** Words by code; made when asked for, for the language is known only then. */
type WordTable<C extends PreflightCode> = Readonly<Record<C, (subjects: readonly string[]) => Words>>;

type StorageCode = Extract<PreflightCode, `storage${string}` | 'noDestination' | 'fileStaysOnMachine'>;
type NameCode = Extract<PreflightCode, `name${string}`>;
type TargetCode = Extract<
  PreflightCode,
  `target${string}` | `machines${string}` | `agent${string}` | 'instancesMissing' | 'noInstance'
>;

function targetWords(): WordTable<TargetCode> {
  return {
    targetGone: ([name = '']) => [l10n.t('"{0}" no longer exists', name), l10n.t('Choose another machine.')],
    targetUnread: ([reason = '']) => [l10n.t('The machine could not be checked'), reason],
    machinesRunning: (names) => [l10n.t('Machine runs'), names.join(', ')],
    machinesNotRunning: (names) => [
      l10n.t('Not running: {0}', names.join(', ')),
      l10n.t('A capture runs inside the machine. Start it first, or choose another.'),
    ],
    instancesMissing: ([name = '', ...ids]) => [
      l10n.t('Instances that do not exist'),
      l10n.t('"{0}" has no instance {1}.', name, ids.join(', ')),
    ],
    noInstance: ([name = '']) => [
      l10n.t('No instance is left'),
      l10n.t('The choice leaves no instance of "{0}" to capture.', name),
    ],
    agentPresent: () => [l10n.t('Network Watcher agent'), l10n.t('Installed.')],
    agentMissing: ([name = '']) => [
      l10n.t('The agent is missing'),
      l10n.t('The Network Watcher extension is not installed on "{0}"; Azure would refuse the capture.', name),
    ],
    agentBroken: ([name = '', state = '']) => [
      l10n.t('The agent is not ready'),
      l10n.t('The extension "{0}" is in the state {1}. Installing it again usually helps.', name, state),
    ],
    agentNotOnInstances: (names) => [
      l10n.t('The agent is not on all instances'),
      l10n.t('The scale set has it, but these have not taken over its latest model: {0}.', names.join(', ')),
    ],
  };
}

function storageWords(): WordTable<StorageCode> {
  return {
    noDestination: () => [
      l10n.t('No place for the file'),
      l10n.t('Choose a storage account, a path on the machine, or both.'),
    ],
    fileStaysOnMachine: ([path = '']) => [
      l10n.t('The file stays on the machine'),
      l10n.t('It will be at {0}; fetching it from there is up to you.', path),
    ],
    storageFits: ([name = '']) => [l10n.t('Storage account'), l10n.t('"{0}" can take the file.', name)],
    storageGone: ([name = '']) => [l10n.t('"{0}" no longer exists', name), l10n.t('Choose another storage account.')],
    storageUnread: ([reason = '']) => [l10n.t('The storage account could not be checked'), reason],
    storageElsewhere: ([name = '', region = '', wanted = '']) => [
      l10n.t('The storage account is in another region'),
      l10n.t('"{0}" is in {1}; it must be in {2}, where the machine is.', name, region, wanted),
    ],
    storagePremium: ([name = '']) => [
      l10n.t('Premium storage cannot take captures'),
      l10n.t('"{0}" is a premium account. Choose a standard one.', name),
    ],
    storageWithoutKeys: ([name = '']) => [
      l10n.t('The storage account forbids keys'),
      l10n.t('Network Watcher writes with a SAS, which needs "Allow storage account key access" on "{0}".', name),
    ],
    storageRestricted: ([name = '']) => [
      l10n.t('The storage account has a firewall'),
      l10n.t('The machine itself writes to "{0}" over HTTPS: its network must be among those allowed.', name),
    ],
    storageClosed: ([name = '']) => [
      l10n.t('The storage account is private'),
      l10n.t('"{0}" has no public access: the machine needs a private endpoint to it.', name),
    ],
  };
}

function nameWords(): WordTable<NameCode> {
  return {
    nameFree: ([name = '']) => [l10n.t('Name'), l10n.t('"{0}" is free.', name)],
    nameTaken: ([name = '']) => [
      l10n.t('"{0}" exists already', name),
      l10n.t('Captures cannot be changed: take another name, or replace the old one, which deletes it.'),
    ],
    nameUnread: ([reason = '']) => [l10n.t('The name could not be checked'), reason],
    'name:empty': unusable,
    'name:tooLong': unusable,
    'name:badStart': unusable,
    'name:badCharacter': unusable,
  };
}

function otherWords(): WordTable<Exclude<PreflightCode, TargetCode | StorageCode | NameCode>> {
  return {
    watcherPresent: ([name = '', region = '']) => [
      l10n.t('Network Watcher'),
      name === '' ? '' : l10n.t('"{0}" watches {1}.', name, region),
    ],
    watcherMissing: ([region = '']) => [
      l10n.t('No Network Watcher in {0}', region),
      l10n.t('Captures are made by the watcher of the region. Enabling it costs nothing by itself.'),
    ],
    watcherFound: ([name = '', region = '']) => [
      l10n.t('The capture has no Network Watcher yet'),
      l10n.t('"{0}" watches {1} since the machine was chosen.', name, region),
    ],
    watcherUnread: ([reason = '']) => [l10n.t('Network Watcher could not be checked'), reason],
    rightsPresent: () => [l10n.t('Permissions'), l10n.t('Your roles allow everything a capture needs.')],
    rightsMissing: (actions) => [
      l10n.t('Permissions are missing'),
      l10n.t(
        'Your roles do not include {0}. Ask for them, for example as a custom role; Azure may refuse.',
        actions.map(actionText).join(', '),
      ),
    ],
    rightsUnread: ([reason = '']) => [l10n.t('Permissions could not be checked'), reason],
    filtersFine: () => [l10n.t('Filters'), l10n.t('All of them can match.')],
    filterInvalid: (numbers) => [
      l10n.t('A filter is not valid'),
      l10n.t('Filter {0}: Azure would accept it and capture nothing.', numbers.join(', ')),
    ],
    filtersMatchNothing: (numbers) => [
      l10n.t('A filter can match nothing'),
      l10n.t('Filter {0}: its local address is none of the machine.', numbers.join(', ')),
    ],
  };
}

function unusable(): Words {
  return [
    l10n.t('The name cannot be used'),
    l10n.t('Use 1 to 80 letters, digits, ".", "-" and "_", beginning with a letter or digit.'),
  ];
}

/** An action, and for one that writes what Azure needs it for: a capture changes nothing on the machine itself. */
function actionText(action: string): string {
  if (/\/packetCaptures\/write$/i.test(action)) {
    return l10n.t('{0} (to start a capture)', action);
  }
  if (/^Microsoft\.Compute\/virtualMachine(s|ScaleSets)\/write$/i.test(action)) {
    return l10n.t('{0} (to have the machine capture)', action);
  }
  return action;
}
