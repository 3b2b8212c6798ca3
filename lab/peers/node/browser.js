// Debian's Chromium, driven by playwright-core: a real browser on the real page.
'use strict';

const { chromium } = require('playwright-core');

const EXECUTABLE = '/usr/bin/chromium';

/** Root needs `--no-sandbox`; there is no GPU and no /dev/shm to speak of in a container. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'];

async function launch() {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** A page of its own, at a view of its own, and the list of what went wrong in it. */
async function open(browser, address, { at = '', ...wishes } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...wishes });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|404|409|422)/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) {
      faults.push(`request to elsewhere: ${request.url()}`);
    }
  });
  page.on('dialog', (dialog) => {
    faults.push(`a script spoke: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(at ? `${address}#/${at}` : address);
  return { page, context, faults };
}

/** Waits for a picture, so that whatever is looked at stands there. */
async function ready(page) {
  await page.waitForSelector('main[data-link="live"] h1');
}

module.exports = { launch, open, ready };
