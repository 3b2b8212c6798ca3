// The first view, for a household: the house as one picture, today, energy in bars; and how it arrives.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { open } = require('./browser');
const { until } = require('./house');

const HOME = { at: '' };
const PHONE = { viewport: { width: 320, height: 700 } };
const part = (page, name) => page.locator(`.part[data-part="${name}"]`);
const shows = (locator, pattern) => async () => pattern.test(await locator.innerText());

async function theHouseIsOnePicture(page, { source }) {
  source.power = -2500;
  await until('feeding in', shows(part(page, 'grid'), /2\.50\s*kW[^]*feeding in/));
  await page.waitForSelector('.wires [data-flow="out"]', { state: 'attached' });
  source.power = 1234;
  await until('importing', shows(part(page, 'grid'), /1\.23\s*kW[^]*importing/));
  await until('what the sun gives', shows(part(page, 'producer'), /W[^]*(producing|drawing|no flow)/));
  assert.equal(await part(page, 'storage').isVisible(), false, 'nothing is drawn that is not there');
  assert.equal(await part(page, 'vehicle').isVisible(), false);
  const moves = await page.locator('.wires [data-flow="in"] .stream').first().evaluate((node) => getComputedStyle(node).animationName);
  assert.equal(moves, 'wire');
  await page.getByRole('link', { name: /Technical view/ }).click();
  await page.waitForSelector('[data-tile="meter grid"]');
}

async function aProblemIsInTitleAndIcon(page, { source }) {
  await until('all is well', async () => await page.title() === 'Home · Polymeter');
  source.cut = true;
  try {
    await page.waitForSelector('.part[data-part="grid"][data-state="stale"]');
    await until('the title', async () => /^⚠ No valid data from grid/.test(await page.title()));
    assert.equal(await page.locator('#icon').getAttribute('href'), 'icon-alert.svg');
    assert.match(await page.locator('.verdict').innerText(), /grid[^]*Check its power/);
    assert.match(await part(page, 'grid').innerText(), /–[^]*stale/, 'no old number');
    assert.match(await part(page, 'house').innerText(), /–[^]*not known/, 'nor one that needs it');
  } finally {
    source.cut = false;
  }
  await until('the title again', async () => await page.title() === 'Home · Polymeter');
  assert.equal(await page.locator('#icon').getAttribute('href'), 'icon.svg');
}

/** As the API tells it at night. */
async function aSleepingInverterIsNight(page) {
  await page.evaluate(async () => {
    const { house } = await import('./js/house.js');
    const view = house();
    view.node.id = 'night';
    document.getElementById('main').append(view.node);
    const grid = { meters: ['grid'], state: 'fresh', power_w: 400, without: [] };
    const asleep = { meters: ['pv'], state: 'asleep', power_w: null, without: ['pv'] };
    view.update({ grid, producer: asleep, storage: null, vehicle: null, consumer: null, presumed: false, house: { power_w: 400, without: ['pv'], unknown: null } }, 'live');
  });
  const said = await page.locator('#night').innerText();
  assert.match(said, /asleep/);
  assert.match(said, /pv is asleep and not counted/);
  assert.match(await page.locator('#night [data-part="house"]').innerText(), /400 W/);
}

const HOUR = 3_600_000;

/** Energies of every hour since a moment but one, as the API would tell them. */
function hours(from, to, missing) {
  const values = [];
  for (let start = from, i = 0; start < Math.min(to, Date.now()); start += HOUR, i++) {
    if (i !== missing) {
      const wh = 100 * (i + 1);
      values.push({ start: new Date(start).toISOString(), end: new Date(start + HOUR).toISOString(), imported_wh: wh, exported_wh: 0, produced_wh: wh, charged_wh: null, discharged_wh: null, vehicle_wh: null, consumed_wh: 2 * wh, self_consumption: 1, self_sufficiency: 0.5, covered: i === 1 ? 0.5 : 1, without: [] });
    }
  }
  return values;
}

async function energies(page) {
  await page.route('**/api/home/energy*', (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const [from, to] = ['from', 'to'].map((name) => Date.parse(asked.get(name)));
    return route.fulfill({ json: { period: asked.get('per'), unit: 'Wh', timezone: 'Europe/Berlin', values: asked.get('per') === 'hour' ? hours(from, to, 2) : [] } });
  });
  await page.reload();
  await page.waitForSelector('.pairs .before', { state: 'attached' });
  // A whole day, whenever this runs.
  await page.getByRole('button', { name: 'Previous' }).click();
  await until('the day before', async () => await page.locator('.pairs .now').count() >= 22);
}

async function energyIsBarsBesideTheDayBefore(page) {
  await energies(page);
  const slots = await page.locator('.pairs g').count();
  assert.ok(slots >= 23 && slots <= 25, `${slots} hours`);
  assert.equal(await page.locator('.pairs .now').count(), slots - 1, 'a hole is a hole');
  assert.equal(await page.locator('.pairs .now[data-part]').count(), 1, 'an hour that was half heard looks so');
  const readout = page.locator('.readout');
  await page.locator('.bar-plot').focus();
  await page.keyboard.press('ArrowRight');
  await until('the first hour', shows(readout, /00:00–01:00: 0\.20 kWh[^]*day before: 0\.20 kWh/));
  await page.keyboard.press('ArrowRight');
  await until('the half one', shows(readout, /01:00–02:00: 0\.40 kWh[^]*50 %/));
  await page.keyboard.press('ArrowRight');
  await until('the hole', shows(readout, /02:00–03:00: no data/));
  assert.equal(await page.locator('.cross').getAttribute('hidden'), null);
  const box = await page.locator('.bar-plot').boundingBox();
  await page.touchscreen.tap(box.x + box.width - 6, box.y + 60);
  await until('the last hour under a finger', shows(readout, /23:00–/));
  assert.equal(await page.getByRole('button', { name: 'Next' }).isEnabled(), true);
  await page.getByRole('button', { name: 'Next' }).click();
  await until('today', async () => await page.getByRole('button', { name: 'Next' }).isDisabled());
  await page.getByRole('button', { name: 'Quarter-hours' }).click();
  await until('finer', async () => await page.locator('.pairs g').count() >= 92);
  await page.getByRole('button', { name: 'Month', exact: true }).click();
  await until('days', async () => { const days = await page.locator('.pairs g').count(); return days >= 28 && days <= 31; });
  await page.locator('.bar-plot').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await until('the first day of the month', async () => /^\w+, 1 /.test(await page.locator('.when').innerText()));
}

async function whatIsShownCanBeTakenAlong(page) {
  await energies(page);
  const taken = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.energy').getByRole('button', { name }).click()]);
    return [download.suggestedFilename(), fs.readFileSync(await download.path())];
  };
  const [table, rows] = await taken('CSV');
  assert.match(table, /^home-consumed-day-\d{4}-\d\d-\d\d\.csv$/);
  const lines = rows.toString().trim().split('\r\n');
  assert.match(lines[0], /^start,consumed \(Wh\)/);
  assert.match(lines[1], /Z,200,200,1$/);
  assert.match(lines[3], /Z,,,$/, 'a hole is an empty field');
  const [picture, bytes] = await taken('PNG');
  assert.match(picture, /\.png$/);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.ok(bytes.length > 5000 && bytes.readUInt32BE(16) > 500, `${bytes.length} bytes, ${bytes.readUInt32BE(16)} px`);
}

async function itIsInstallable(page, { address }) {
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json());
  assert.equal(manifest.display, 'standalone');
  assert.equal(new URL(manifest.start_url, address).href, address);
  for (const { src, sizes, type } of manifest.icons) {
    const reply = await fetch(new URL(src, address));
    assert.equal(reply.status, 200, src);
    assert.equal(reply.headers.get('content-type'), type, src);
    const bytes = Buffer.from(await reply.arrayBuffer());
    if (type === 'image/png') {
      assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    }
  }
}

/** What moves while it loads, and when the first of it is seen, as the browser counts: each view, language, light and width. */
async function nothingJumps(page, house) {
  const views = [['', {}], ['overview', {}], ['setup', {}], ['', PHONE], ['overview', PHONE], ['setup', PHONE], ['', { locale: 'de-DE', colorScheme: 'dark' }], ['overview', { locale: 'de-DE', ...PHONE, colorScheme: 'dark' }]];
  for (const [place, wishes] of views) {
    const { page: shown, context, faults } = await open(house.browser, house.address, { at: place, ...wishes });
    await shown.waitForSelector('main[data-link="live"] h1');
    await shown.waitForTimeout(2000);
    const { shift, paint } = await shown.evaluate(() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; })).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve({ shift: sum, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime }), 300);
    }));
    await context.close();
    const what = `${place || 'home'} ${JSON.stringify(wishes)}`;
    house.figure(`layout shift of ${what}: ${shift.toFixed(4)}, first paint after ${Math.round(paint)} ms`);
    assert.ok(shift < 0.05, `${what}: ${shift}`);
    assert.deepEqual(faults, [], what);
  }
}

module.exports = [
  ['the house is one picture', theHouseIsOnePicture, HOME],
  ['a problem is in title and icon', aProblemIsInTitleAndIcon, HOME],
  ['a sleeping inverter is night', aSleepingInverterIsNight, HOME],
  ['energy is bars beside the day before', energyIsBarsBesideTheDayBefore, { ...HOME, hasTouch: true, timezoneId: 'America/New_York' }],
  ['what is shown can be taken along', whatIsShownCanBeTakenAlong, HOME],
  ['it is installable', itIsInstallable, HOME],
  ['nothing jumps', nothingJumps, HOME],
];
