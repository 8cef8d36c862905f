// Payloads of alerts in test/fixtures/alert: `seed…` as a document shows them, all others written after the documented shapes. Beside
// each lies what the viewer says of it.

import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project.ts';

const folder = path.join(projectRoot, 'test/fixtures/alert');

/** Names of all payloads, without the ending. */
export const alertFixtureNames: readonly string[] = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .toSorted();

/** The text of a payload. */
export function alertFixture(name: string): string {
  return fs.readFileSync(path.join(folder, `${name}.json`), 'utf8');
}

/** What the viewer says of a payload, as it was accepted. With WIREWATCH_RENEW_GOLDENS set, `actual` is written first. */
export function alertGolden(name: string, actual: string): string {
  const file = path.join(folder, `${name}.golden.txt`);
  if (process.env['WIREWATCH_RENEW_GOLDENS'] !== undefined) {
    fs.writeFileSync(file, actual);
  }
  return fs.readFileSync(file, 'utf8');
}
