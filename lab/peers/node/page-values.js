// What a person sees of values: that they move, which way energy goes, and when they do not count any more.
'use strict';

const assert = require('node:assert/strict');
const { Reader, until } = require('./house');

const meter = (page, name) => page.locator(`[data-tile="meter ${name}"]`);
const output = (page, name) => page.locator(`[data-tile="output ${name}"]`);
const shows = (locator, pattern) => async () => pattern.test(await locator.innerText());

async function valuesMove(page, { source }) {
  await page.waitForSelector('.verdict[data-level="ok"]');
  assert.match(await page.locator('h1').innerText(), /^All is well/);
  for (const [power, said] of [[2345, /2\.35\s*kW/], [3456, /3\.46\s*kW/], [4567, /4\.57\s*kW/]]) {
    source.power = power;
    await until(`${power} W in the meter's tile`, shows(meter(page, 'grid'), said));
    await until(`${power} W in the output's tile`, shows(output(page, 'gen24'), said));
  }
  assert.match(await meter(page, 'grid').innerText(), /importing[^]*fresh[^]*s ago/);
}

async function directionIsAWord(page, { source }) {
  source.power = -2500;
  await until('feeding in', shows(meter(page, 'grid'), /2\.50\s*kW[^]*feeding in/));
  await page.waitForSelector('.flow g[data-flow="export"]', { state: 'attached' });
  source.power = 1234;
  await until('importing', shows(meter(page, 'grid'), /1\.23\s*kW[^]*importing/));
  await page.waitForSelector('.flow g[data-flow="import"]', { state: 'attached' });
}

/** The page must follow the image within two seconds; both are asked as often as possible. */
async function aCutSourceIsSeen(page, house) {
  house.source.cut = true;
  try {
    const image = until('the image is stale', async () => (await house.api('outputs/gen24')).state === 'stale').then(() => performance.now());
    const seen = page.waitForSelector('[data-tile="output gen24"][data-quality="stale"]').then(() => performance.now());
    const [imageAt, seenAt] = await Promise.all([image, seen]);
    const late = Math.round(seenAt - imageAt);
    house.figure(`a cut source is seen on the page ${late} ms after its image went stale`);
    assert.ok(late <= 2000, `${late} ms`);
    await page.waitForSelector('[data-tile="meter grid"][data-quality="stale"]');
    await page.waitForSelector('.flow g[data-flow="stopped"]', { state: 'attached' });
    assert.match(await page.locator('.verdict').innerText(), /grid[^]*gen24[^]*Check its power/);
    const number = page.locator('[data-tile="output gen24"] .number');
    assert.match(await number.evaluate((node) => getComputedStyle(node).textDecorationLine), /line-through/);
    assert.equal(await meter(page, 'pv').getAttribute('data-quality'), 'fresh', 'the other meter is untouched');
  } finally {
    house.source.cut = false;
  }
  await page.waitForSelector('[data-tile="output gen24"][data-quality="fresh"]');
  await page.waitForSelector('.verdict[data-level="ok"]');
}

/** Stopped, not killed: the connection stays open and says nothing, as over a network that has gone away. */
async function aLostConnectionIsSeen(page, house) {
  process.kill(house.process, 'SIGSTOP');
  try {
    const took = await until('everything is without connection', async () => await page.locator('main').getAttribute('data-link') === 'lost');
    house.figure(`a silent connection is seen after ${Math.round(took)} ms`);
    assert.match(await page.locator('h1').innerText(), /No connection/);
    assert.equal(await page.locator('[data-tile]:not([data-quality="lost"])').count(), 0, 'no value looks valid');
    assert.equal(await page.locator('.flow g:not([data-flow="stopped"])').count(), 0, 'no line moves');
  } finally {
    process.kill(house.process, 'SIGCONT');
  }
  await page.waitForSelector('main[data-link="live"] .verdict[data-level="ok"]');
}

async function aMeterHasAPage(page, { source }) {
  source.power = 3210;
  await meter(page, 'pv').getByRole('link').click();
  await page.waitForURL(/#\/meters\/pv$/);
  await until('its name', async () => await page.locator('h1').innerText() === 'pv');
  const row = page.getByRole('row', { name: /^Voltage / }).first();
  await until('three voltages', async () => (await row.innerText()).match(/2\d\d\.\d V/g)?.length >= 3);
  await page.goto(page.url().replace('pv', 'grid'));
  await until('the power', shows(page.getByRole('row', { name: /Active power/ }), /3\.21 kW/));
  await until('its link', shows(page.locator('.links').first(), /grid.*working/));
  await until('a curve', async () => await page.locator('.plot canvas').isVisible());
  const plot = page.locator('.plot');
  await plot.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('0');
  source.power = 1234;
}

async function anOutputTellsWhoReads(page, { plain }) {
  const reader = await Reader.plain(plain);
  for (let i = 0; i < 20; i++) {
    assert.match(await reader.read(1, 40000, 2), /^[0-9a-f]{8}$/);
  }
  assert.equal(await reader.read(1, 1, 1), 'exception 2');
  await page.goto(`${page.url().split('#')[0]}#/outputs/gen24`);
  await until('the reader', shows(page.locator('main'), /127\.0\.0\.1\s+unit 1/));
  await until('how long answers take', async () => await page.locator('.bars .meter').count() > 0);
  await until('the refusal', shows(page.locator('main'), /no such register/));
  reader.close();
}

/** 40097 is the total active power of a Fronius Smart Meter, a float. */
async function anyRegisterIsExplained(page, { source, plain }) {
  source.power = 2048;
  await page.goto(`${page.url().split('#')[0]}#/outputs/gen24`);
  await page.getByLabel('Register address').fill('40097');
  await page.keyboard.press('Enter');
  const explained = page.getByRole('region', { name: 'Explain a register' });
  await until('the value', shows(explained, /2,048 W/));
  const said = await explained.innerText();
  assert.match(said, /0x4500 0x0000/, 'raw words');
  assert.match(said, /active-power: raw/, 'formula');
  assert.match(said, /Age[^]*s/, 'age');
  const reader = await Reader.plain(plain);
  assert.equal(await reader.read(1, 40097, 2), '45000000', 'what a reader gets');
  reader.close();
  await page.getByLabel('Register address').fill('7');
  await page.keyboard.press('Enter');
  await until('a register that is not there', shows(explained, /no register 7/));
  await page.getByLabel('Filter by name').fill('PhVphA');
  await until('the filter', async () => await page.locator('.tall tbody tr').count() === 1);
  source.power = 1234;
}

async function theLogIsLive(page, { source }) {
  await page.goto(`${page.url().split('#')[0]}#/log`);
  await until('lines', async () => await page.locator('.lines li').count() > 3);
  source.cut = true;
  try {
    await until('a new line', shows(page.locator('.lines'), /grid/));
  } finally {
    source.cut = false;
  }
  await page.getByLabel('Filter').fill('listens');
  await until('only lines that fit', async () => {
    const lines = await page.locator('.lines li').allInnerTexts();
    return lines.length > 0 && lines.every((line) => line.includes('listens'));
  });
  await page.getByLabel('Filter').fill('');
  await page.getByLabel('At least').selectOption('warning');
  await until('only warnings', async () => (await page.locator('.lines .level').allInnerTexts()).every((level) => /warning|error/.test(level)));
}

module.exports = [
  ['values move', valuesMove],
  ['the direction is a word', directionIsAWord],
  ['a cut source is seen', aCutSourceIsSeen],
  ['a lost connection is seen', aLostConnectionIsSeen],
  ['a meter has a page', aMeterHasAPage],
  ['an output tells who reads', anOutputTellsWhoReads],
  ['any register is explained', anyRegisterIsExplained],
  ['the log is live', theLogIsLive],
];
