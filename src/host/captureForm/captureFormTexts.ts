// The capture form's texts in the user's language. Webviews have no localisation of their own, so they get the words from here.

import * as vscode from 'vscode';
import { fieldProblemTexts, filePathProblemTexts, nameProblemTexts } from '../../app/capture/captureTexts.ts';

type Texts = Readonly<Record<string, string>>;

/** Each text by its English original or its id, as the page looks it up. */
export function captureFormTexts(): Texts {
  return {
    ...pageTexts(),
    ...targetTexts(),
    ...limitTexts(),
    ...labelTexts(),
    ...filterTexts(),
    ...checkTexts(),
    ...faultTexts(),
  };
}

/** What stands on the page whatever is chosen. */
function pageTexts(): Texts {
  return {
    'New packet capture': vscode.l10n.t('New packet capture'),
    Preset: vscode.l10n.t('Preset'),
    'None saved yet': vscode.l10n.t('None saved yet'),
    'Apply a preset…': vscode.l10n.t('Apply a preset…'),
    'Save as preset…': vscode.l10n.t('Save as preset…'),
    'Name of the preset': vscode.l10n.t('Name of the preset'),
    'Where the preset is kept': vscode.l10n.t('Where the preset is kept'),
    'For me': vscode.l10n.t('For me'),
    'For this workspace': vscode.l10n.t('For this workspace'),
    Save: vscode.l10n.t('Save'),
    Cancel: vscode.l10n.t('Cancel'),
    Retry: vscode.l10n.t('Retry'),
    'Loading…': vscode.l10n.t('Loading…'),
    'Choose…': vscode.l10n.t('Choose…'),
    'The preset was applied.': vscode.l10n.t('The preset was applied.'),
    'The preset was saved.': vscode.l10n.t('The preset was saved.'),
    'Copied.': vscode.l10n.t('Copied.'),
    'Copy as az CLI': vscode.l10n.t('Copy as az CLI'),
    'Copy as Bicep': vscode.l10n.t('Copy as Bicep'),
    'Start Capture': vscode.l10n.t('Start Capture'),
    'Start Anyway': vscode.l10n.t('Start Anyway'),
    'Starting…': vscode.l10n.t('Starting…'),
    'To be completed or corrected:': vscode.l10n.t('To be completed or corrected:'),
    'and {0} more': vscode.l10n.t('and {0} more'),
    '{0} of filter {1}': vscode.l10n.t('{0} of filter {1}'),
  };
}

/** Target and place of the file. */
function targetTexts(): Texts {
  return {
    Target: vscode.l10n.t('Target'),
    'Machine or scale set': vscode.l10n.t('Machine or scale set'),
    'Resource group {0}': vscode.l10n.t('Resource group {0}'),
    'Virtual machines': vscode.l10n.t('Virtual machines'),
    'Scale sets': vscode.l10n.t('Scale sets'),
    Instances: vscode.l10n.t('Instances'),
    All: vscode.l10n.t('All'),
    'Only these': vscode.l10n.t('Only these'),
    'All but these': vscode.l10n.t('All but these'),
    'Name of the capture': vscode.l10n.t('Name of the capture'),
    'A free name, from the target’s.': vscode.l10n.t('A free name, from the target’s.'),
    File: vscode.l10n.t('File'),
    'Keep the file in': vscode.l10n.t('Keep the file in'),
    'A storage account': vscode.l10n.t('A storage account'),
    'The machine itself': vscode.l10n.t('The machine itself'),
    'Storage account': vscode.l10n.t('Storage account'),
    'Recently used': vscode.l10n.t('Recently used'),
    Others: vscode.l10n.t('Others'),
    Path: vscode.l10n.t('Path'),
    'On the machine; the name ends in .cap.': vscode.l10n.t('On the machine; the name ends in .cap.'),
    'On the machine, below /var/captures on Linux; the name ends in .cap.': vscode.l10n.t(
      'On the machine, below /var/captures on Linux; the name ends in .cap.',
    ),
    'Accounts of the target’s region appear once a target is chosen.': vscode.l10n.t(
      'Accounts of the target’s region appear once a target is chosen.',
    ),
    'There is no storage account in {0}.': vscode.l10n.t('There is no storage account in {0}.'),
    'Not among the accounts of {0}.': vscode.l10n.t('Not among the accounts of {0}.'),
    'The service puts the file into the container network-watcher-logs.': vscode.l10n.t(
      'The service puts the file into the container network-watcher-logs.',
    ),
  };
}

/** Limits and what they mean. */
function limitTexts(): Texts {
  return {
    Limits: vscode.l10n.t('Limits'),
    Kind: vscode.l10n.t('Kind'),
    'One file': vscode.l10n.t('One file'),
    'Continuous, a ring of files (preview)': vscode.l10n.t('Continuous, a ring of files (preview)'),
    'whole packets': vscode.l10n.t('whole packets'),
    'Ends by itself after {0}.': vscode.l10n.t('Ends by itself after {0}.'),
    'Ends by itself at {0}.': vscode.l10n.t('Ends by itself at {0}.'),
    'Whole packets are kept.': vscode.l10n.t('Whole packets are kept.'),
    'Only the first {0} of each packet are kept.': vscode.l10n.t('Only the first {0} of each packet are kept.'),
    'A full ring takes up {0} for each machine.': vscode.l10n.t('A full ring takes up {0} for each machine.'),
    'The oldest file goes when another one begins.': vscode.l10n.t('The oldest file goes when another one begins.'),
    'At most {0}.': vscode.l10n.t('At most {0}.'),
    '{0} to {1} bytes.': vscode.l10n.t('{0} to {1} bytes.'),
    '{0} to {1} files.': vscode.l10n.t('{0} to {1} files.'),
    'unread.timeLimit': vscode.l10n.t('Write a time, for example 90s, 5m or 1h 30m.'),
    'unread.sessionTime': vscode.l10n.t('Write a time, for example 90s, 5m or 1h 30m.'),
    'unread.totalBytes': vscode.l10n.t('Write a size, for example 500 MB or 1 GiB.'),
    'unread.packetBytes': vscode.l10n.t('Write a number of bytes, for example 96.'),
    'unread.fileSize': vscode.l10n.t('Write a size, for example 500 MB or 1 GiB.'),
    'unread.fileCount': vscode.l10n.t('Write a whole number.'),
  };
}

/** Names of the controls. */
function labelTexts(): Texts {
  return {
    'label.targetId': vscode.l10n.t('Machine or scale set'),
    'label.name': vscode.l10n.t('Name of the capture'),
    'label.instanceIds': vscode.l10n.t('Instances'),
    'label.isStored': vscode.l10n.t('Keep the file in'),
    'label.storageId': vscode.l10n.t('Storage account'),
    'label.filePath': vscode.l10n.t('Path'),
    'label.timeLimit': vscode.l10n.t('Longest time'),
    'label.totalBytes': vscode.l10n.t('Size of the file'),
    'label.packetBytes': vscode.l10n.t('Bytes of each packet'),
    'label.fileCount': vscode.l10n.t('Files'),
    'label.fileSize': vscode.l10n.t('Size of each file'),
    'label.sessionTime': vscode.l10n.t('Longest time'),
    'label.localIPAddress': vscode.l10n.t('Local address'),
    'label.localPort': vscode.l10n.t('Local port'),
    'label.remoteIPAddress': vscode.l10n.t('Remote address'),
    'label.remotePort': vscode.l10n.t('Remote port'),
  };
}

/** Filters and the sentences on them. */
function filterTexts(): Texts {
  return {
    Filters: vscode.l10n.t('Filters'),
    'Filter {0}': vscode.l10n.t('Filter {0}'),
    'Add filter': vscode.l10n.t('Add filter'),
    'Remove filter {0}': vscode.l10n.t('Remove filter {0}'),
    Protocol: vscode.l10n.t('Protocol'),
    Any: vscode.l10n.t('Any'),
    'any port': vscode.l10n.t('any port'),
    'any address': vscode.l10n.t('any address'),
    'this machine': vscode.l10n.t('this machine'),
    'this machine at {0}': vscode.l10n.t('this machine at {0}'),
    'Every packet is kept. Add a filter to keep only some.': vscode.l10n.t(
      'Every packet is kept. Add a filter to keep only some.',
    ),
    'A packet is kept when one of the filters matches it.': vscode.l10n.t(
      'A packet is kept when one of the filters matches it.',
    ),
    'Filter {0} keeps all of this already.': vscode.l10n.t('Filter {0} keeps all of this already.'),
    'Keeps TCP packets between {0} and {1}, in both directions.': vscode.l10n.t(
      'Keeps TCP packets between {0} and {1}, in both directions.',
    ),
    'Keeps UDP packets between {0} and {1}, in both directions.': vscode.l10n.t(
      'Keeps UDP packets between {0} and {1}, in both directions.',
    ),
    'Keeps packets of any protocol between {0} and {1}, in both directions.': vscode.l10n.t(
      'Keeps packets of any protocol between {0} and {1}, in both directions.',
    ),
    '{0}, port {1}': vscode.l10n.t('{0}, port {1}'),
    '{0}, ports {1}': vscode.l10n.t('{0}, ports {1}'),
    '{0} to {1}': vscode.l10n.t('{0} to {1}'),
    '{0} or {1}': vscode.l10n.t('{0} or {1}'),
    '{0} and {1} more': vscode.l10n.t('{0} and {1} more'),
    'Use {0}': vscode.l10n.t('Use {0}'),
    'Leave empty': vscode.l10n.t('Leave empty'),
  };
}

/** The checklist. */
function checkTexts(): Texts {
  return {
    Checks: vscode.l10n.t('Checks'),
    Check: vscode.l10n.t('Check'),
    'Check again': vscode.l10n.t('Check again'),
    'Checking…': vscode.l10n.t('Checking…'),
    'Working…': vscode.l10n.t('Working…'),
    'Replace…': vscode.l10n.t('Replace…'),
    'Watcher, agent, storage, name and permissions are checked before anything is created.': vscode.l10n.t(
      'Watcher, agent, storage, name and permissions are checked before anything is created.',
    ),
    'The form has changed since this check.': vscode.l10n.t('The form has changed since this check.'),
    '{0} thing stands in the way.': vscode.l10n.t('{0} thing stands in the way.'),
    '{0} things stand in the way.': vscode.l10n.t('{0} things stand in the way.'),
    'It can start; {0} thing is worth a look.': vscode.l10n.t('It can start; {0} thing is worth a look.'),
    'It can start; {0} things are worth a look.': vscode.l10n.t('It can start; {0} things are worth a look.'),
    'To be mended first: {0}': vscode.l10n.t('To be mended first: {0}'),
    'Without a Network Watcher nothing can be started. Check again.': vscode.l10n.t(
      'Without a Network Watcher nothing can be started. Check again.',
    ),
    'Not shown: {0}. Search to narrow the list.': vscode.l10n.t('Not shown: {0}. Search to narrow the list.'),
    'Search by name, resource group or region': vscode.l10n.t('Search by name, resource group or region'),
    'All is well.': vscode.l10n.t('All is well.'),
    'tone.ok': vscode.l10n.t('in order'),
    'tone.warning': vscode.l10n.t('warning'),
    'tone.blocker': vscode.l10n.t('in the way'),
    'tone.unknown': vscode.l10n.t('could not be checked'),
  };
}

/** Why a field cannot be used, by ids. */
function faultTexts(): Texts {
  return {
    'fault.target': vscode.l10n.t('Choose what is to be captured.'),
    'fault.instances': vscode.l10n.t('Choose at least one instance.'),
    'fault.place': vscode.l10n.t('Choose at least one place.'),
    'fault.storage': vscode.l10n.t('Choose a storage account.'),
    ...withPrefix('name', nameProblemTexts()),
    ...withPrefix('path', filePathProblemTexts()),
    ...withPrefix('filter', fieldProblemTexts()),
  };
}

/** The ids of the page: a group, a dot, and the code. */
function withPrefix(group: string, texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([code, text]) => [`${group}.${code}`, text]));
}
