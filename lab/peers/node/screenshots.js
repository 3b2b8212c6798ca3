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
  ['setup', 'setup', 1280, async (page) => page.waitForSelector('.plain-list a')],
  ['add-output', 'add/output', 390, async (page) => {
    await page.locator('[name=search]').fill('gen24');
    await page.locator('[data-kind=fronius-gen24]').click();
    await page.waitForSelector('.steps li');
  }],
];

/** The tallest picture: what comes below is more of the same. */
const TALLEST = 1500;

async function show(browser, { address, password }, [name, place, width, prepare]) {
  const { page, context, faults } = await open(browser, address, { colorScheme: 'light', viewport: { width, height: 860 } });
  await ready(page);
  await page.evaluate((word) => fetch('api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: word }) }), password);
  await page.goto(`${address}#/${place}`);
  await page.reload();
  await ready(page);
  await prepare(page);
  return { name, width, page, context, faults };
}

async function take(directory, colorScheme, { name, width, page, faults }) {
  await page.emulateMedia({ colorScheme });
  const height = Math.min(width < 500 ? 1100 : TALLEST, await page.evaluate(() => document.documentElement.scrollHeight));
  await page.setViewportSize({ width, height });
  // A chart draws itself anew for its colours and its size.
  await page.waitForTimeout(400);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(directory, `${name}-${colorScheme}.png`) });
  if (faults.length > 0) {
    throw new Error(`${name}: ${faults.join('; ')}`);
  }
}

async function main() {
  const [address, password, directory, port, certificate, key] = process.argv.slice(2);
  const browser = await launch();
  const stranger = await Reader.secured(Number(port), certificate, key);
  await stranger.read(240, 40000, 2);
  const shown = [];
  for (const view of VIEWS) {
    shown.push(await show(browser, { address, password }, view));
  }
  // A few seconds of curve, for all of them at once.
  await shown[0].page.waitForTimeout(Number(process.env.SCREENSHOT_SECONDS ?? 6) * 1000);
  for (const view of shown) {
    for (const colorScheme of ['light', 'dark']) {
      await take(directory, colorScheme, view);
    }
    await view.context.close();
  }
  await browser.close();
  process.exit(0);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
