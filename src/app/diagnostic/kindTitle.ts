// What each diagnostic is called, in tabs and in the titles of its panel.

import * as l10n from '@vscode/l10n';
import type { DiagnosticKind } from '../../domain/diagnostic/diagnosticKind.ts';

/** The name of a diagnostic, as menus have it too. */
export function kindTitle(kind: DiagnosticKind): string {
  switch (kind) {
    case 'ipFlow':
      return l10n.t('IP flow verify');
    case 'nextHop':
      return l10n.t('Next hop');
    case 'connectivity':
      return l10n.t('Connection troubleshoot');
    case 'securityRules':
      return l10n.t('Effective security rules');
    case 'topology':
      return l10n.t('Topology');
    case 'flowLogs':
      return l10n.t('Flow logs');
  }
}
