// Pictures of every page, in light and dark, for the documentation.
//
// screenshots.js ADDRESS PASSWORD DIRECTORY
'use strict';

const path = require('node:path');
const { launch, open, ready } = require('./browser');

const VIEWS = [
  ['overview', '', 1280, async (page) => page.waitForFunction(() => document.querySelectorAll('.plot canvas').length > 0)],
  ['meter', 'meters/grid', 1280, async (page) => page.waitForSelector('.plot canvas')],
  ['output', 'outputs/gen24', 1280, async (page) => {
    await page.getByLabel('Register address').fill('40097');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice .facts');
  }],
  ['certificates', 'certificates', 1280, async (page) => page.waitForSelector('tbody tr')],
  ['configuration', 'configuration', 1280, async (page) => {
    const area = page.getByLabel('Configuration text');
    await page.waitForFunction(() => document.querySelector('textarea')?.value);
    await area.fill((await area.inputValue()).replace('profile: eastron-sdm630', 'profil: eastron-sdm630'));
    await page.waitForSelector('.problems button');
    await page.locator('.problems button').first().click();
  }],
  ['log', 'log', 1280, async (page) => page.waitForSelector('.lines li')],
  ['phone', '', 390, async (page) => page.waitForSelector('.verdict[data-level]')],
];

/** The tallest picture: what comes below is more of the same. */
const TALLEST = 1500;

async function main() {
  const [address, password, directory] = process.argv.slice(2);
  const browser = await launch();
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, place, width, prepare] of VIEWS) {
      const { page, context, faults } = await open(browser, address, { colorScheme, viewport: { width, height: 860 } });
      await ready(page);
      await page.evaluate((word) => fetch('api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: word }) }), password);
      await page.goto(`${address}#/${place}`);
      await page.reload();
      await ready(page);
      await prepare(page);
      // A few seconds of curve, and no half-faded focus.
      await page.waitForTimeout(Number(process.env.SCREENSHOT_SECONDS ?? 8) * 1000);
      const height = Math.min(TALLEST, await page.evaluate(() => document.documentElement.scrollHeight));
      await page.setViewportSize({ width, height: width < 500 ? Math.min(height, 1100) : height });
      await page.screenshot({ path: path.join(directory, `${name}-${colorScheme}.png`) });
      if (faults.length > 0) {
        throw new Error(`${name}: ${faults.join('; ')}`);
      }
      await context.close();
    }
  }
  await browser.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
