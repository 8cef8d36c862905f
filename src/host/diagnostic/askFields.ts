// The questions of a diagnostic in quick inputs, one field a step, with Back; each answer is checked as the whole form reads it.

import * as vscode from 'vscode';
import { cancelledError } from '../../base/abort.ts';
import { DisposableStore } from '../../base/disposable.ts';
import {
  choicesOf,
  fieldDefault,
  fieldsOfKind,
  isFieldAsked,
  readForm,
} from '../../domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticQuestion, FormField, FormValues } from '../../domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticKind, MachineNetwork } from '../../domain/diagnostic/diagnosticKind.ts';
import { choiceText, problemText, promptText, questionTitle } from './fieldTexts.ts';

/** What the questions are about. */
export interface AskFieldsOptions {
  readonly kind: DiagnosticKind;
  readonly machine: MachineNetwork;
  /** What stood in the fields the last time. */
  readonly latest: FormValues;
}

/** The question, and what stands in its fields, for the next time. */
interface AskedFields {
  readonly asked: DiagnosticQuestion;
  readonly values: FormValues;
}

interface Step extends AskFieldsOptions {
  readonly field: FormField;
  readonly values: FormValues;
  readonly number: number;
  readonly count: number;
}

/** Asks for the fields of a diagnostic; kinds without fields ask nothing. Rejects as cancelled. */
export async function askFields(options: AskFieldsOptions): Promise<AskedFields> {
  const { kind, machine } = options;
  const answered: { readonly field: FormField; readonly value: string }[] = [];
  for (;;) {
    const values: FormValues = Object.fromEntries(answered.map(({ field, value }) => [field, value]));
    const open = fieldsOfKind[kind].filter(
      (field) => values[field] === undefined && isFieldAsked(field, machine, values),
    );
    const [field] = open;
    if (field === undefined) {
      return finish(options, values);
    }
    const number = answered.length + 1;
    const value = await askField({ ...options, field, values, number, count: answered.length + open.length });
    if (value === undefined) {
      answered.pop();
    } else {
      answered.push({ field, value });
    }
  }
}

/** Fields that were not asked have one sensible value. */
function finish({ kind, machine }: AskFieldsOptions, given: FormValues): AskedFields {
  const values = fieldsOfKind[kind].reduce<FormValues>(
    (all, field) => ({ ...all, [field]: given[field] ?? fieldDefault(field, machine, all) }),
    {},
  );
  const read = readForm(kind, machine, values);
  if ('problems' in read) {
    throw new Error(`The questions ended without an answer to ${Object.keys(read.problems).join(', ')}`);
  }
  return { asked: read.asked, values };
}

/** @returns undefined for Back */
async function askField(step: Step): Promise<string | undefined> {
  const choices = choicesOf(step.kind, step.field);
  const store = new DisposableStore();
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const input = store.add(
        choices === undefined ? typedInput(step, store, resolve) : chosenInput(step, choices, store, resolve),
      );
      input.title = questionTitle(step.kind, step.machine.name);
      input.step = step.number;
      input.totalSteps = step.count;
      input.ignoreFocusOut = true;
      input.buttons = step.number > 1 ? [vscode.QuickInputButtons.Back] : [];
      store.add(input.onDidTriggerButton(() => resolve(undefined)));
      // Also after an answer, which then counts already.
      store.add(input.onDidHide(() => reject(cancelledError())));
      input.show();
    });
  } finally {
    store.dispose();
  }
}

type ButtonInput = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem & { readonly choice: string }>;

function typedInput(step: Step, store: DisposableStore, accept: (value: string) => void): ButtonInput {
  const { field, kind, machine, values, latest } = step;
  const input = vscode.window.createInputBox();
  const problemOf = (value: string): string | undefined => {
    const read = readForm(kind, machine, { ...values, [field]: value });
    return 'problems' in read ? problemText(read.problems[field]) : undefined;
  };
  input.prompt = promptText(field);
  input.value = latest[field] ?? fieldDefault(field, machine, values);
  store.add(input.onDidChangeValue((value) => (input.validationMessage = problemOf(value))));
  store.add(
    input.onDidAccept(() => {
      input.validationMessage = problemOf(input.value);
      if (input.validationMessage === undefined) {
        accept(input.value.trim());
      }
    }),
  );
  return input;
}

function chosenInput(
  { field, latest }: Step,
  choices: readonly string[],
  store: DisposableStore,
  accept: (value: string) => void,
): ButtonInput {
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly choice: string }>();
  input.placeholder = promptText(field);
  input.items = choices.map((choice) => ({ label: choiceText(choice), choice }));
  const former = input.items.find(({ choice }) => choice === latest[field]);
  input.activeItems = former === undefined ? [] : [former];
  store.add(
    input.onDidAccept(() => {
      const [picked] = input.selectedItems;
      if (picked !== undefined) {
        accept(picked.choice);
      }
    }),
  );
  return input;
}
