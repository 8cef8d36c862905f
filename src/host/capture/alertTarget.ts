// The machine that an alert is about: from the payload in the editor or the clipboard. An alert that is over is asked about first.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { noTargetInText } from '../../app/error/userErrors.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { targetsOfPayloads } from '../../domain/capture/captureDraft.ts';
import type { AlertTarget, PayloadSource } from '../../domain/capture/captureDraft.ts';
import { wantsToCaptureAnyway } from './captureAnyway.ts';

/**
 * A person chooses among several; where each was found is said when both places name some.
 * @returns its resource id; undefined when the alert is over and a person does not want to capture any more
 * Rejects with UserError `noTargetInText`, or as cancelled.
 */
export async function targetInSight(prompts: Pick<IActionContext, 'ui'>): Promise<string | undefined> {
  const targets = targetsOfPayloads({
    editor: vscode.window.activeTextEditor?.document.getText() ?? '',
    clipboard: await vscode.env.clipboard.readText(),
  });
  const [first] = targets;
  if (first === undefined) {
    throw noTargetInText();
  }
  const chosen = targets.length === 1 ? first : await choose(prompts, targets);
  return chosen.isResolved && !(await wantsToCaptureAnyway(chosen.targetId)) ? undefined : chosen.targetId;
}

async function choose({ ui }: Pick<IActionContext, 'ui'>, targets: readonly AlertTarget[]): Promise<AlertTarget> {
  const places = new Set(targets.flatMap(({ sources }) => sources));
  const { data } = await ui.showQuickPick(
    targets.map((target) => ({
      label: resourceName(target.targetId),
      description: [
        parseResourceId(target.targetId)?.resourceGroup ?? '',
        ...(places.size > 1 ? target.sources.map(sourceText) : []),
        ...(target.isResolved ? [vscode.l10n.t('alert resolved')] : []),
      ].join(' · '),
      data: target,
    })),
    { placeHolder: vscode.l10n.t('The payload names several. Which one to capture?'), suppressPersistence: true },
  );
  return data;
}

function sourceText(source: PayloadSource): string {
  return source === 'editor' ? vscode.l10n.t('from the editor') : vscode.l10n.t('from the clipboard');
}
