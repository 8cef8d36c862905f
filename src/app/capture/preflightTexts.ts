// The checklist in words: what was found, and what to do about it.

import * as l10n from '@vscode/l10n';
import type { FindingTone, PreflightFinding, PreflightFix } from '../../domain/capture/preflight.ts';

/** One line of the checklist as a person reads it. */
export interface PreflightItem {
  readonly id: string;
  readonly tone: FindingTone;
  readonly title: string;
  readonly text: string;
  readonly fix?: { readonly id: PreflightFix; readonly title: string };
}

/** The line of a finding. */
export function preflightItem(finding: PreflightFinding): PreflightItem {
  const { code, tone, fix } = finding;
  const [title, text] = wordsOf(finding);
  return { id: code, tone, title, text, ...(fix === undefined ? {} : { fix: { id: fix, title: fixTitle(fix) } }) };
}

/** The words on the button of a remedy. */
export function fixTitle(fix: PreflightFix): string {
  switch (fix) {
    case 'enableWatcher':
      return l10n.t('Enable Network Watcher');
    case 'installAgent':
      return l10n.t('Install Agent');
    case 'updateInstances':
      return l10n.t('Update Instances');
    case 'useNextName':
      return l10n.t('Use Next Free Name');
  }
}

function wordsOf({ code, subjects }: PreflightFinding): readonly [title: string, text: string] {
  const [first = '', second = '', third = ''] = subjects;
  const all = subjects.join(', ');
  switch (code) {
    case 'watcherPresent':
      return [l10n.t('Network Watcher'), first === '' ? '' : l10n.t('"{0}" watches {1}.', first, second)];
    case 'watcherMissing':
      return [
        l10n.t('No Network Watcher in {0}', first),
        l10n.t('Captures are made by the watcher of the region. Enabling it costs nothing by itself.'),
      ];
    case 'targetGone':
      return [l10n.t('"{0}" no longer exists', first), l10n.t('Choose another machine.')];
    case 'machinesRunning':
      return [l10n.t('Machine runs'), all];
    case 'machinesNotRunning':
      return [
        l10n.t('Not running: {0}', all),
        l10n.t('A capture runs inside the machine. Start it first, or choose another.'),
      ];
    case 'instancesMissing':
      return [
        l10n.t('Instances that do not exist'),
        l10n.t('"{0}" has no instance {1}.', first, subjects.slice(1).join(', ')),
      ];
    case 'noInstance':
      return [l10n.t('No instance is left'), l10n.t('The choice leaves no instance of "{0}" to capture.', first)];
    case 'agentPresent':
      return [l10n.t('Network Watcher agent'), l10n.t('Installed.')];
    case 'agentMissing':
      return [
        l10n.t('The agent is missing'),
        l10n.t('The Network Watcher extension is not installed on "{0}"; Azure would refuse the capture.', first),
      ];
    case 'agentBroken':
      return [
        l10n.t('The agent is not ready'),
        l10n.t('The extension "{0}" is in the state {1}. Installing it again usually helps.', first, second),
      ];
    case 'agentNotOnInstances':
      return [
        l10n.t('The agent is not on all instances'),
        l10n.t('The scale set has it, but these have not taken over its latest model: {0}.', all),
      ];
    case 'noDestination':
      return [l10n.t('No place for the file'), l10n.t('Choose a storage account, a path on the machine, or both.')];
    case 'fileStaysOnMachine':
      return [
        l10n.t('The file stays on the machine'),
        l10n.t('It will be at {0}; fetching it from there is up to you.', first),
      ];
    case 'nameFree':
      return [l10n.t('Name'), l10n.t('"{0}" is free.', first)];
    case 'nameTaken':
      return [
        l10n.t('"{0}" exists already', first),
        l10n.t('Captures cannot be changed: take another name, or replace the old one, which deletes it.'),
      ];
    case 'rightsPresent':
      return [l10n.t('Permissions'), l10n.t('Your roles allow everything a capture needs.')];
    case 'rightsMissing':
      return [
        l10n.t('Permissions are missing'),
        l10n.t('Your roles do not include {0}. Ask for them, for example as a custom role; Azure may refuse.', all),
      ];
    case 'filtersFine':
      return [l10n.t('Filters'), l10n.t('All of them can match.')];
    case 'filterInvalid':
      return [l10n.t('A filter is not valid'), l10n.t('Filter {0}: Azure would accept it and capture nothing.', all)];
    case 'filtersMatchNothing':
      return [
        l10n.t('A filter can match nothing'),
        l10n.t('Filter {0}: its local address is none of the machine.', all),
      ];
    case 'watcherUnread':
    case 'targetUnread':
    case 'storageUnread':
    case 'nameUnread':
    case 'rightsUnread':
      return [unreadTitle(code), first];
    case 'storageFits':
    case 'storageGone':
    case 'storageElsewhere':
    case 'storagePremium':
    case 'storageWithoutKeys':
    case 'storageRestricted':
    case 'storageClosed':
      return storageWords(code, first, second, third);
    default:
      return [
        l10n.t('The name cannot be used'),
        l10n.t('Use 1 to 80 letters, digits, ".", "-" and "_", beginning with a letter or digit.'),
      ];
  }
}

type UnreadCode = 'watcherUnread' | 'targetUnread' | 'storageUnread' | 'nameUnread' | 'rightsUnread';

function unreadTitle(code: UnreadCode): string {
  switch (code) {
    case 'watcherUnread':
      return l10n.t('Network Watcher could not be checked');
    case 'targetUnread':
      return l10n.t('The machine could not be checked');
    case 'storageUnread':
      return l10n.t('The storage account could not be checked');
    case 'nameUnread':
      return l10n.t('The name could not be checked');
    case 'rightsUnread':
      return l10n.t('Permissions could not be checked');
  }
}

function storageWords(
  code: `storage${'Fits' | 'Gone' | 'Elsewhere' | 'Premium' | 'WithoutKeys' | 'Restricted' | 'Closed'}`,
  name: string,
  region: string,
  wanted: string,
): readonly [string, string] {
  switch (code) {
    case 'storageFits':
      return [l10n.t('Storage account'), l10n.t('"{0}" can take the file.', name)];
    case 'storageGone':
      return [l10n.t('"{0}" no longer exists', name), l10n.t('Choose another storage account.')];
    case 'storageElsewhere':
      return [
        l10n.t('The storage account is in another region'),
        l10n.t('"{0}" is in {1}; it must be in {2}, where the machine is.', name, region, wanted),
      ];
    case 'storagePremium':
      return [
        l10n.t('Premium storage cannot take captures'),
        l10n.t('"{0}" is a premium account. Choose a standard one.', name),
      ];
    case 'storageWithoutKeys':
      return [
        l10n.t('The storage account forbids keys'),
        l10n.t('Network Watcher writes with a SAS, which needs "Allow storage account key access" on "{0}".', name),
      ];
    case 'storageRestricted':
      return [
        l10n.t('The storage account has a firewall'),
        l10n.t('The machine itself writes to "{0}" over HTTPS: its network must be among those allowed.', name),
      ];
    case 'storageClosed':
      return [
        l10n.t('The storage account is private'),
        l10n.t('"{0}" has no public access: the machine needs a private endpoint to it.', name),
      ];
  }
}
