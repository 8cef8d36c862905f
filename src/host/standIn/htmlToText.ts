// Stands in for html-to-text in the bundle: azext-utils uses it for errors that arrive as HTML pages, where the tags are enough to drop.

/** The text between the tags. */
export function convert(html: string): string {
  return html
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
