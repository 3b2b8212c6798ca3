// The panel of the demonstration, held against a running one in a real browser.
//
// demo.js ADDRESS
//
// Prints a line per promise: `ok NAME` or `not ok NAME: why`.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { launch, open, ready } = require('./browser');
const { until } = require('./house');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** The machine may be busy; nothing here is about speed. */
const SOON = { timeout: 30_000 };

const fault = (name) => `.demo [data-fault="${name}"]`;

async function restored(page) {
  await page.waitForSelector('[data-tile="output plc"][data-quality="fresh"]', SOON);
  await page.waitForFunction(() => !document.querySelector('.demo-readers li:nth-child(3)').hasAttribute('data-lost'), null, SOON);
}

async function theHouseIsExplained(page) {
  assert.match(await page.locator('.demo').innerText(), /simulated house[^]*In the house it is \d\d:\d\d; a minute there takes 1 s/);
  assert.deepEqual(await page.locator('.demo-readers b').allInnerTexts(), ['Plenticore', 'GEN24', 'PLC', 'Battery', 'Charger']);
  await restored(page);
  const before = await page.locator('.demo-head').innerText();
  await until('time goes by', async () => await page.locator('.demo-head').innerText() !== before, SOON.timeout);
}

async function aCutSourceIsSeenAndPasses(page) {
  await restored(page);
  await page.click(fault('cut'));
  await page.waitForSelector(`${fault('cut')}[aria-pressed="true"]`, SOON);
  for (const tile of ['meter grid', 'output plenticore', 'output gen24', 'output plc']) {
    await page.waitForSelector(`[data-tile="${tile}"][data-quality="stale"]`, SOON);
  }
  await page.waitForSelector('.verdict[data-level="bad"]', SOON);
  for (const reader of [1, 2, 3]) {
    await page.waitForSelector(`.demo-readers li:nth-child(${reader})[data-lost]`, SOON);
  }
  await page.waitForSelector('[data-tile="output plc-wallbox"][data-quality="fresh"]', SOON);
  await page.click('.demo-restore');
  await page.waitForSelector(`${fault('cut')}[aria-pressed="false"]`, SOON);
  await restored(page);
}

async function theKeyboardIsEnough(page) {
  await page.focus(fault('noise'));
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${fault('noise')}[aria-pressed="true"]`, SOON);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.fault), 'noise');
  await page.keyboard.press('Space');
  await page.waitForSelector(`${fault('noise')}[aria-pressed="false"]`, SOON);
}

async function theLoopIsShownAndADrillNeedsItsName(page) {
  await restored(page);
  await page.focus('.demo-late input');
  await page.keyboard.press('End');
  await until('the meter is late', async () => /late by up to 1\.8 s/.test(await page.locator('.demo').innerText()) && /takes 60 s/.test(await page.locator('.demo-head').innerText()), SOON.timeout);
  await page.keyboard.press('Home');
  await until('the meter is quick again', async () => /takes 1 s/.test(await page.locator('.demo-head').innerText()), SOON.timeout);
  await page.click('.demo a');
  await page.waitForSelector('#loop [data-verdict]', SOON);
  await until('the figures of the loop', async () => /Age of a value[^]*Answers for each measurement[^]*Sets the power of\s*battery/.test(await page.locator('#loop').innerText()), SOON.timeout);
  await page.click('#loop [data-act="try"]');
  await page.fill('dialog [name="wait"]', '300');
  await page.click('dialog [type="submit"]');
  await page.waitForSelector('#loop-trial[data-level="warn"]', SOON);
  assert.match(await page.locator('#loop table').innerText(), /Before\s+With it/);
  await page.click('#loop [data-act="end"]');
  await page.waitForSelector('#loop-trial[data-level="ok"]', SOON);
  await page.click('#loop [data-act="drill"]');
  await page.fill('dialog [name="seconds"]', '3');
  await page.fill('dialog [name="consent"]', 'battery');
  await page.click('dialog [type="submit"]');
  await until('another name is refused', async () => /consent/.test(await page.locator('dialog [role="alert"]').innerText()), SOON.timeout);
  await page.fill('dialog [name="consent"]', 'battery-inverter');
  await page.click('dialog [type="submit"]');
  await page.waitForSelector('#loop [data-drill="report"]', SOON);
  assert.match(await page.locator('#loop [data-drill="report"]').innerText(), /the source falls silent/);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run('#loop', { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map((violation) => violation.id), []);
}

async function germanIsSpoken(page) {
  assert.match(await page.locator('.demo').innerText(), /KSEM ausschalten[^]*Wechselrichter schlafen lassen/);
}

async function itLooksRight(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'nothing is wider than the phone');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run('.demo', { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map((violation) => violation.id), []);
}

const PROMISES = [
  ['the house is explained', theHouseIsExplained, {}],
  ['a cut source is seen and passes', aCutSourceIsSeenAndPasses, {}],
  ['the keyboard is enough', theKeyboardIsEnough, {}],
  ['the loop is shown and a drill needs its name', theLoopIsShownAndADrillNeedsItsName, {}],
  ['German is spoken', germanIsSpoken, { locale: 'de-DE' }],
  ['a phone in the dark shows it right', itLooksRight, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

async function main() {
  const address = process.argv[2];
  const browser = await launch();
  for (const [name, hold, wishes] of PROMISES) {
    const { page, context, faults } = await open(browser, address, { at: 'overview', ...wishes });
    try {
      await ready(page);
      await page.waitForSelector('.demo-readers li:nth-child(4)', SOON);
      await hold(page);
      assert.deepEqual(faults, []);
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`not ok ${name}: ${String(error.message ?? error).replace(/\s*\n\s*/g, ' | ').slice(0, 1000)}`);
    }
    await context.close();
  }
  await browser.close();
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
