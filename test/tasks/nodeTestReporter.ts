// Reporter for node:test: failures in full, everything else as counts, which also go to the file named in WIREWATCH_TEST_COUNTS.
import fs from 'node:fs';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestCounts } from './testCounts.ts';

type Finished = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>['data'];

/** node:test takes the default export of the module that --test-reporter names. */
// oxlint-disable-next-line import/no-default-export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string, void> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const path: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:start') {
      path.splice(event.data.nesting, Infinity, event.data.name);
    } else if (event.type === 'test:pass') {
      count(event.data, counts);
    } else if (event.type === 'test:fail' && isOwnFailure(event.data)) {
      counts.failed += 1;
      yield describeFailure(event.data, path);
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      yield event.data.message;
    }
  }
  writeCounts(counts);
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

function count(data: Finished, counts: { passed: number; skipped: number }): void {
  if (data.details.type === 'suite') {
    return;
  }
  if (data.skip !== undefined || data.todo !== undefined) {
    counts.skipped += 1;
  } else {
    counts.passed += 1;
  }
}

/** A parent fails with its children; only the children are counted. */
function isOwnFailure(data: Finished): boolean {
  const error = (data.details as { readonly error?: { readonly failureType?: string } }).error;
  return data.todo === undefined && error?.failureType !== 'subtestsFailed';
}

function describeFailure(data: Finished, path: readonly string[]): string {
  const error = (data.details as { readonly error?: Error }).error;
  const parents = path.slice(0, data.nesting);
  const place = data.file ? ` (${data.file}:${data.line ?? 0})` : '';
  // node:test wraps what was thrown.
  return `FAILED ${[...parents, data.name].join(' > ')}${place}\n${inspect(error?.cause ?? error, { depth: 6 })}\n\n`;
}

function writeCounts(counts: TestCounts): void {
  const file = process.env['WIREWATCH_TEST_COUNTS'];
  if (file) {
    fs.writeFileSync(file, JSON.stringify(counts));
  }
}
