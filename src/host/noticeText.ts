// Texts of others in notifications: VS Code makes links of `[words](command:…)` there, and a click on one runs the command.

/** The text with no link in it; nothing else changes. For every notification that quotes a payload, a service or a file. */
export function noticeText(text: string): string {
  return text.replaceAll('](', '] (');
}
