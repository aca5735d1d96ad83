import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Shape } from '../../../../common/workflow/message-table.ts';
import { startBrowser } from './browser.ts';
import { startFeed } from './feed.ts';
import { type OpenPage, openPage } from './open-page.ts';

/** For tests of what the page itself does, whatever lab stands behind it: here one that is only told of, and served by the real server. */
export function useToldPages(shape?: Shape) {
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  let feed: Awaited<ReturnType<typeof startFeed>>;
  let opened: OpenPage[] = [];
  let meant: RegExp | null = null;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    feed = await startFeed(shape === undefined ? {} : { shape });
  });
  afterEach(async () => {
    const complaints = opened.flatMap((one) => one.complaints).filter((said) => !meant?.test(said));
    await Promise.all(opened.map(({ page }) => page.context().close()));
    opened = [];
    meant = null;
    await feed.close();
    expect(complaints, 'what the browser complained about').toEqual([]);
  });

  return {
    get browser() {
      return browser;
    },
    /** The lab that is told of. */
    get lab() {
      return feed.lab;
    },
    /** No page hears or reaches it until the connection is mended, while it goes on. */
    cut: () => feed.cut(),
    mend: () => feed.mend(),
    /** Once it is cut: another lab at its address. */
    succeed: () => feed.succeed(),
    get url() {
      return feed.url;
    },
    /** A page in a window of its own; what its browser complains about fails the test. */
    async open(theme?: 'light' | 'dark', url = feed.url): Promise<Page> {
      const one = await openPage(browser, url, theme);
      opened.push(one);
      return one.page;
    },
    /** In this test it is meant to: a browser tells of every answer that refuses and of every broken connection. */
    mayComplain(about: RegExp): void {
      meant = about;
    },
  };
}
