// Pictures of every page, in light and dark, for the documentation.
//
// screenshots.js ADDRESS PASSWORD DIRECTORY TLS_PORT CERTIFICATE KEY
'use strict';

const path = require('node:path');
const { launch, open, ready } = require('./browser');
const { Reader } = require('./house');

const VIEWS = [
  ['home', '', 1280, async (page) => page.waitForSelector('.today[data-known]')],
  ['overview', 'overview', 1280, async (page) => page.waitForFunction(() => document.querySelectorAll('.plot canvas').length > 0)],
  ['meter', 'meters/grid', 1280, async (page) => page.waitForSelector('.plot canvas')],
  ['output', 'outputs/gen24', 1280, async (page) => {
    await page.getByLabel('Register address').fill('40097');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice .facts');
  }],

  ['configuration', 'configuration', 1280, async (page) => {
    const area = page.getByLabel('Configuration text');
    await page.waitForFunction(() => document.querySelector('textarea')?.value);
    await area.fill((await area.inputValue()).replace('profile: fronius-smart-meter', 'profil: fronius-smart-meter'));
    await page.waitForSelector('.problems button');
    await page.locator('.problems button').first().click();
    // Where the file of this run happens to lie says nothing to anybody.
    await page.locator('main p.mono').evaluate((node) => { node.textContent = '/etc/polymeter/polymeter.yaml'; });
  }],
  ['log', 'log', 1280, async (page) => page.getByLabel('Filter').fill('listens')],
  ['phone', '', 390, async (page) => page.waitForSelector('.today[data-known]')],
  ['certificates', 'certificates', 1280, async (page) => page.waitForSelector('tbody tr')],
];

/** The tallest picture: what comes below is more of the same. */
const TALLEST = 1500;

async function take(browser, { address, password, directory, colorScheme }, [name, place, width, prepare]) {
  const { page, context, faults } = await open(browser, address, { colorScheme, viewport: { width, height: 860 } });
  await ready(page);
  await page.evaluate((word) => fetch('api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: word }) }), password);
  await page.goto(`${address}#/${place}`);
  await page.reload();
  await ready(page);
  await prepare(page);
  // A few seconds of curve.
  await page.waitForTimeout(Number(process.env.SCREENSHOT_SECONDS ?? 6) * 1000);
  const height = Math.min(width < 500 ? 1100 : TALLEST, await page.evaluate(() => document.documentElement.scrollHeight));
  await page.setViewportSize({ width, height });
  await page.screenshot({ path: path.join(directory, `${name}-${colorScheme}.png`) });
  if (faults.length > 0) {
    throw new Error(`${name}: ${faults.join('; ')}`);
  }
  await context.close();
}

async function main() {
  const [address, password, directory, port, certificate, key] = process.argv.slice(2);
  const browser = await launch();
  for (const view of VIEWS) {
    if (view[0] === 'certificates') {
      const stranger = await Reader.secured(Number(port), certificate, key);
      await stranger.read(240, 40000, 2);
    }
    for (const colorScheme of ['light', 'dark']) {
      await take(browser, { address, password, directory, colorScheme }, view);
    }
  }
  await browser.close();
  process.exit(0);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
