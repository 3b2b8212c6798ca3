// What a person changes: who is let in, and the configuration; with the mouse and by keyboard alone.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Reader, until } = require('./house');

const go = (page, name) => page.goto(`${page.url().split('#')[0]}#/${name}`);

async function logIn(page, password) {
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function acceptWorks(page, house) {
  const client = await Reader.secured(house.secured, house.certificate, house.key);
  assert.equal(await client.read(1, 40000, 2), 'exception 1', 'nobody unknown is let in');
  await page.waitForSelector('.verdict[data-level="warn"]');
  assert.match(await page.locator('.verdict').innerText(), /waiting for approval/);
  await page.getByRole('link', { name: /Certificates/ }).click();
  const accept = page.getByRole('button', { name: /^Accept/ });
  await accept.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await until('the wrong password is refused', async () => /Wrong password/.test(await dialog.innerText()));
  assert.equal(await client.read(1, 40000, 2), 'exception 1', 'not accepted without the password');
  await logIn(page, house.password);
  await until('the table says so', async () => (await page.locator('td .mark').innerText()) === 'accepted');
  await until('the client is let in', async () => await client.read(1, 40000, 2) === '53756e53');
  await page.getByRole('button', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await until('its connection ends', async () => await client.read(1, 40000, 2) === 'ended');
  await until('the table is empty', async () => /No certificates yet/.test(await page.locator('main').innerText()));
  client.close();
}

async function aBadConfigurationIsRefusedWithItsLine(page, house) {
  await house.enter(page);
  await go(page, 'configuration');
  const area = page.getByLabel('Configuration text');
  const before = fs.readFileSync(house.file, 'utf8');
  await until('the text', async () => await area.inputValue() === before);
  const line = before.split('\n').findIndex((text) => text.includes('every: 200ms')) + 1;
  await area.fill(before.replace('every: 200ms', 'evry: 200ms'));
  const problem = page.locator('.problems button').first();
  await problem.waitFor();
  assert.match(await problem.innerText(), new RegExp(`Line ${line}, column \\d+[^]*evry[^]*every`));
  assert.equal(await page.locator('.gutter [data-severity="error"]').innerText(), String(line));
  assert.equal(await page.locator('.shade mark').first().innerText(), 'evry');
  assert.equal(await page.getByRole('button', { name: /^Apply/ }).isDisabled(), true);
  await problem.click();
  const selected = await area.evaluate((node) => node.value.slice(node.selectionStart, node.selectionEnd));
  assert.equal(selected, 'evry', 'the cursor goes there');
  const status = await page.evaluate(async (text) => (await fetch('api/configuration', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text }) })).status, await area.inputValue());
  assert.equal(status, 422, 'nor does the API take it');
  assert.equal(fs.readFileSync(house.file, 'utf8'), before, 'the file is as it was');
  await page.getByRole('button', { name: 'Discard changes' }).click();
}

async function aChangeIsShownAppliedAndTakenBack(page, house) {
  await house.enter(page);
  await go(page, 'configuration');
  const area = page.getByLabel('Configuration text');
  const before = fs.readFileSync(house.file, 'utf8');
  await until('the text', async () => await area.inputValue() === before);
  await area.fill(before.replace('outputs:', '  roof:\n    simulate: { scenario: winter-day/pv }\noutputs:'));
  const apply = page.getByRole('button', { name: /^Apply/ });
  await until('the new text has no errors', async () => await apply.isEnabled());
  await apply.click();
  const dialog = page.getByRole('dialog');
  await until('the diff', async () => /\+ {3}roof:/.test(await dialog.innerText()));
  assert.match(await dialog.innerText(), /added[^]*roof/i);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await until('the file', async () => fs.readFileSync(house.file, 'utf8').includes('roof:'));
  await page.getByRole('link', { name: 'Technical' }).click();
  await page.waitForSelector('[data-tile="meter roof"]');
  await go(page, 'configuration');
  await page.getByRole('button', { name: /^Roll back/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await until('the file as it was', async () => fs.readFileSync(house.file, 'utf8') === before);
  await page.getByRole('link', { name: 'Technical' }).click();
  await page.waitForSelector('[data-tile="meter roof"]', { state: 'detached' });
}

async function anOutputIsAddedFromTheListOfProfiles(page, house) {
  await house.enter(page);
  await go(page, 'configuration');
  const before = fs.readFileSync(house.file, 'utf8');
  await page.getByRole('link', { name: 'Add an output' }).click();
  await page.locator('[data-kind=profile]').click();
  await page.getByLabel('Name').fill('Not a name');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.wrong').innerText(), /lower-case letter/i);
  await page.getByLabel('Name').fill('heatpump');
  await page.getByLabel('As which meter?').selectOption('eastron-sdm630');
  await page.locator('[name=port]').fill('0');
  assert.equal(fs.readFileSync(house.file, 'utf8'), before, 'nothing is written yet');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.sentence').waitFor();
  assert.match(fs.readFileSync(house.file, 'utf8'), / {2}heatpump:\n {4}meter: grid\n {4}profile: eastron-sdm630\n/);
  await go(page, 'configuration');
  await page.getByRole('button', { name: /^Roll back/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await until('the file as it was', async () => fs.readFileSync(house.file, 'utf8') === before);
}

/** From the first Tab to a changed setting without a mouse; whatever has the focus shows it. */
async function theKeyboardAloneIsEnough(page, house) {
  const focused = () => page.evaluate(() => {
    const node = document.activeElement;
    const shown = node.closest('.tile, .editor') ?? node;
    return { name: node.getAttribute('aria-label') ?? node.textContent.trim(), outline: getComputedStyle(shown).outlineStyle, id: node.id };
  });
  await page.keyboard.press('Tab');
  assert.equal((await focused()).id, 'skip', 'the first stop is the way past the bar');
  await page.keyboard.press('Enter');
  assert.equal((await focused()).id, 'main');
  const tabTo = async (pattern) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const { name, outline } = await focused();
      assert.notEqual(outline, 'none', `${name} shows that it has the focus`);
      if (pattern.test(name)) {
        return;
      }
    }
    assert.fail(`no way by keyboard to ${pattern}`);
  };
  const arrived = (title) => page.waitForFunction((wanted) => document.activeElement.id === 'main' && document.querySelector('h1')?.textContent === wanted, title);
  await tabTo(/^grid$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/meters\/grid$/);
  await arrived('grid');
  await tabTo(/All meters and outputs/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/overview$/);
  await arrived('All is well.');
  await page.evaluate(() => document.getElementById('skip').focus());
  await tabTo(/^Configuration$/);
  await page.keyboard.press('Enter');
  await until('the locked configuration', async () => await page.locator('main').getByRole('button', { name: 'Log in' }).isVisible());
  await tabTo(/^Log in$/);
  await page.locator('main').getByRole('button', { name: 'Log in' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.type), 'password', 'the question has the focus');
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog')));
    assert.ok(inside, 'the focus stays in the question');
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.match((await focused()).name, /Log in/, 'and goes back to where it was');
  await page.keyboard.press('Enter');
  await page.keyboard.type(house.password);
  await page.keyboard.press('Enter');
  const area = page.getByLabel('Configuration text');
  await area.waitFor();
  await page.evaluate(() => document.getElementById('main').focus());
  await tabTo(/Configuration text/);
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA', 'Tab leads out of the editor');
}

module.exports = [
  ['accept works', acceptWorks],
  ['a bad configuration is refused with its line', aBadConfigurationIsRefusedWithItsLine],
  ['a change is shown, applied and taken back', aChangeIsShownAppliedAndTakenBack],
  ['an output is added from the list of profiles', anOutputIsAddedFromTheListOfProfiles],
  ['the keyboard alone is enough', theKeyboardAloneIsEnough],
];
