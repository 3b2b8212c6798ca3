// How the page looks and what it weighs: phones, colours, languages, hostile names, accessibility, bytes.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Reader, until } = require('./house');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['', 'overview', 'meters/grid', 'outputs/gen24', 'certificates', 'configuration', 'log', 'setup', 'add/meter', 'add/meter/mqtt', 'add/output', 'versions'];

/** 200 kB, by the budget; 1 s on an idle machine, and a few times that on one that builds beside it. */
const BUDGET = 200_000;
const FIRST_PAINT = 3000;

const CHECKED = /No errors|Keine Fehler/;

async function each(page, act) {
  const base = page.url().split('#')[0];
  for (const name of PAGES) {
    await page.goto(`${base}#/${name}`);
    await page.waitForSelector('h1');
    if (name === 'configuration') {
      await page.waitForSelector('.editor');
      await until('checked', async () => CHECKED.test(await page.locator('main').innerText()));
    } else if (name === '') {
      await page.waitForSelector('.today[data-known]');
    } else if (/^(setup|add|versions)/.test(name)) {
      await page.waitForSelector('.setup .card, .setup .tiles button');
    } else if (name.startsWith('meters/')) {
      await page.waitForSelector('tbody tr');
    } else if (name.startsWith('outputs/')) {
      await page.waitForSelector('.tall tbody tr');
    } else if (name === 'log') {
      await page.waitForSelector('.lines li');
    }
    await act(name || 'home');
  }
}

const WIDTH = 320;

async function aPhoneIsWideEnough(page, house) {
  await house.enter(page);
  await each(page, async (name) => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= WIDTH, `${name} is ${width} px wide`);
    const small = await page.evaluate(() => [...document.querySelectorAll('main button, nav a, header button')]
      .filter((node) => node.offsetParent !== null && node.getBoundingClientRect().height < 24).map((node) => node.textContent));
    assert.deepEqual(small, [], `${name}: targets that a finger misses`);
  });
}

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function lightAndDark(page) {
  const light = await ground(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground(page);
  assert.notEqual(dark, light, 'the system decides');
  await page.getByRole('button', { name: 'Use light colours' }).click();
  assert.equal(await ground(page), light, 'the switch decides');
  await page.reload();
  assert.equal(await ground(page), light, 'also the next time');
}

async function germanIsSpoken(page, { source }) {
  source.power = 1234;
  assert.equal(await page.getAttribute('html', 'lang'), 'de');
  await until('the sentence', async () => /^Alles in Ordnung/.test(await page.locator('h1').innerText()));
  await until('the number', async () => /1,23\s*kW[^]*Bezug/.test(await page.locator('[data-tile="meter grid"]').innerText()));
  source.cut = true;
  try {
    await until('the reason, too', async () => /liefert keine gültigen Werte[^]*Letzte Meldung: [^]*(beendet|ab|erreichbar)/.test(await page.locator('.verdict').innerText()));
  } finally {
    source.cut = false;
  }
  await until('all is well again', async () => /^Alles in Ordnung/.test(await page.locator('h1').innerText()));
  await page.getByLabel('Sprache').selectOption('en');
  await until('English', async () => /^All is well/.test(await page.locator('h1').innerText()));
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.reload();
  await until('English again', async () => /^All is well/.test(await page.locator('h1').innerText()));
  const missing = await page.evaluate(async () => {
    const [{ english }, { german }] = [await import('./js/words-en.js'), await import('./js/words-de.js')];
    const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
    return [...new Set([...Object.keys(english), ...Object.keys(german)])]
      .filter((key) => !(key in english) || !(key in german) || places(english[key]) !== places(german[key]));
  });
  assert.deepEqual(missing, [], 'every text is there in both languages');
}

/** Names come from files and from devices: here all of them are markup that speaks. */
async function hostileNamesStayText(page, house) {
  assert.match(await page.locator('#site').innerText(), /^<img src=x onerror=alert/);
  const client = await Reader.secured(house.secured, `${house.certificate}.hostile`, `${house.key}.hostile`);
  assert.equal(await client.read(1, 40000, 2), 'exception 1');
  await house.enter(page);
  await each(page, async () => {
    assert.equal(await page.locator('main img, main iframe, main script, header img').count(), 0);
  });
  const base = page.url().split('#')[0];
  await page.goto(`${base}#/certificates`);
  await until('the certificate', async () => (await page.locator('main').innerText()).includes('<img src=x onerror=alert'));
  await page.goto(`${base}#/meters/mirror`);
  await until("the device's own name", async () => (await page.locator('main').innerText()).includes('<img src=x'));
  await page.goto(`${base}#/configuration`);
  const area = page.getByLabel('Configuration text');
  await until('the text', async () => (await area.inputValue()).length > 0);
  await area.fill(`${await area.inputValue()}\n"<img src=x onerror=alert(9)>": 1\n`);
  await until('the problem', async () => (await page.locator('.problems').innerText()).includes('<img src=x'));
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.goto(`${base}#/meters/${encodeURIComponent('<img src=x onerror=alert(8)>')}`);
  await until('the name', async () => (await page.locator('h1').innerText()).includes('<img src=x'));
  assert.equal(await page.locator('img').count(), 0);
  client.close();
  for (const { fingerprint } of (await house.api('certificates')).certificates) {
    await page.evaluate((name) => fetch(`api/certificates/${name}`, { method: 'DELETE' }), fingerprint);
  }
}

async function nothingSeriousForAxe(page, house) {
  await house.enter(page);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await each(page, async (name) => {
      await page.evaluate(axe);
      // In the dark only the colours are others.
      const wish = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
      const { violations } = await page.evaluate((wanted) => globalThis.axe.run(document, { resultTypes: ['violations'], ...wanted }), wish);
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' , ')}`);
      assert.deepEqual(serious, [], `${name}, ${colorScheme}`);
    });
  }
}

async function theDialogIsAccessibleToo(page) {
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('dialog').waitFor();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id), []);
}

/** Everything there is to load, on all pages together, as it came over the wire. */
async function theBudgetIsKept(page, house) {
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  // Without loading it again: what the browser has already counts nothing.
  await house.enter(page, false);
  await each(page, async () => {});
  const files = await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((entry) => !new URL(entry.name).pathname.startsWith('/api/'))
    .map((entry) => [entry.name, entry.encodedBodySize]));
  const bytes = files.reduce((sum, [, size]) => sum + size, 0);
  house.figure(`all files of the page: ${(bytes / 1000).toFixed(1)} kB compressed in ${files.length} files; first contentful paint after ${Math.round(paint)} ms`);
  assert.ok(files.length > 10 && bytes > 30_000, 'it counts something');
  assert.ok(bytes < BUDGET, `${bytes} bytes`);
  assert.ok(paint > 0 && paint < FIRST_PAINT, `${paint} ms`);
}

async function motionIsReduced(page) {
  await page.waitForSelector('.flow .stream', { state: 'attached' });
  assert.equal(await page.locator('.flow .stream').first().evaluate((node) => getComputedStyle(node).animationName), 'none');
}

const PHONE = { viewport: { width: WIDTH, height: 740 }, isMobile: true, hasTouch: true };

module.exports = [
  ['a phone is wide enough', aPhoneIsWideEnough, PHONE],
  ['a phone is wide enough in German', async (page, house) => aPhoneIsWideEnough(page, house), { ...PHONE, locale: 'de-DE' }],
  ['light and dark', lightAndDark, { colorScheme: 'light' }],
  ['German is spoken', germanIsSpoken, { locale: 'de-DE' }],
  ['hostile names stay text', hostileNamesStayText],
  ['nothing serious for axe', nothingSeriousForAxe],
  ['the dialog is accessible too', theDialogIsAccessibleToo],
  ['the budget is kept', theBudgetIsKept],
  ['motion is reduced', motionIsReduced, { reducedMotion: 'reduce' }],
];
