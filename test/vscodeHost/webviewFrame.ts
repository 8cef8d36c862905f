// Finds the document of a webview. A webview is two nested frames; the title of the inner one is the name of the panel or view.
import type { FrameLocator, Page } from 'playwright-core';

const POLL_IN_MS = 100;

/**
 * The document of the visible webview with this title (panel title or view name). A custom editor has no title: `undefined`
 * finds the one in an editor. Throws when there is none in time.
 */
export async function findWebview(page: Page, title: string | undefined, timeoutInMs: number): Promise<FrameLocator> {
  const endAt = performance.now() + timeoutInMs;
  for (;;) {
    for (const outer of await page.locator('iframe.webview.ready').all()) {
      const inner = outer.contentFrame().locator('iframe#active-frame');
      // A frame may vanish between two looks; then it is not the one.
      const isNamed =
        title === undefined
          ? !((await outer.getAttribute('src', { timeout: 1000 }).catch(() => null)) ?? 'purpose=webviewView').includes(
              'purpose=webviewView',
            )
          : (await inner.getAttribute('title', { timeout: 1000 }).catch(() => null)) === title;
      if (isNamed && (await outer.isVisible())) {
        return inner.contentFrame();
      }
    }
    if (performance.now() > endAt) {
      throw new Error(`no visible webview ${title ?? 'in an editor'} in ${timeoutInMs} ms`);
    }
    await page.waitForTimeout(POLL_IN_MS);
  }
}
