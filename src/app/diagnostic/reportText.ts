// A report as Markdown, for a ticket or a message: what a table cannot hold is escaped, so that it stays one table.

import * as l10n from '@vscode/l10n';
import type { DiagnosticReport, ReportSection } from '../../domain/diagnostic/diagnosticReport.ts';

/** Writes a report with a title, a verdict and sections. The picture of a topology is left out; its table says the same. */
export function reportText(report: Omit<DiagnosticReport, 'kind'> & Partial<DiagnosticReport>): string {
  const parts = [`# ${inline(report.title)}`, inline(report.verdict.text), ...report.sections.flatMap(sectionText)];
  return `${parts.join('\n\n')}\n`;
}

function sectionText(section: ReportSection): readonly string[] {
  switch (section.kind) {
    case 'facts':
      return [
        `## ${inline(section.title)}`,
        section.facts.map(({ label, value }) => `- ${inline(label)}: ${inline(value)}`).join('\n'),
      ];
    case 'table': {
      const hasMarks = section.rows.some(({ mark }) => mark !== undefined);
      const head = hasMarks ? [...section.columns, l10n.t('Mark')] : section.columns;
      const rows = section.rows.map(({ cells, mark }) => (hasMarks ? [...cells, mark ?? ''] : cells));
      return [`## ${inline(section.title)}`, [head, head.map(() => '---'), ...rows].map(rowText).join('\n')];
    }
    case 'hops':
      return [
        `## ${inline(section.title)}`,
        section.hops
          .map(({ title, address, latency, issues }, index) =>
            [
              `${index + 1}. ${[title, address, latency].filter(Boolean).map(inline).join(', ')}`,
              ...issues.map(({ text }) => `   - ${inline(text)}`),
            ].join('\n'),
          )
          .join('\n'),
      ];
    case 'picture':
      return [];
  }
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map(inline).join(' | ')} |`;
}

/** One line, with the characters escaped that would end a cell or make markup. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|#]/g, String.raw`\$&`);
}
