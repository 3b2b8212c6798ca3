// What the page keeps, gives back and tells: backups, the history as a file, another meter, test notifications.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('./house');

const go = async (page, house, place) => {
  await page.goto(`${house.address}#/${place}`);
  await page.waitForSelector('main[data-link="live"] h1');
};

/** Takes what a click downloads. */
async function download(page, house, click, name) {
  const [given] = await Promise.all([page.waitForEvent('download'), click()]);
  assert.match(given.suggestedFilename(), name);
  const file = path.join(path.dirname(house.file), given.suggestedFilename());
  await given.saveAs(file);
  return file;
}

const restore = (page, file) => page.locator('input[name=backup]').setInputFiles(file);

async function aBackupIsTakenAndRestored(page, house) {
  await house.enter(page);
  await go(page, house, 'versions');
  const file = await download(page, house, () => page.getByRole('button', { name: 'Download everything' }).click(), /^polymeter-\d{4}-\d\d-\d\d\.json$/);
  const backup = JSON.parse(fs.readFileSync(file, 'utf8'));
  const before = fs.readFileSync(house.file, 'utf8');
  assert.equal(backup.configuration, before);
  assert.deepEqual(Object.keys(backup.files).filter((name) => /secret|key/.test(name)), [], 'no keys unless they are asked for');
  fs.writeFileSync(house.file, before.replace('  pv:\n', '  attic:\n    simulate: { scenario: winter-day }\n  pv:\n'));
  await until('the changed file runs', async () => (await house.api('overview')).meters.some((meter) => meter.name === 'attic'));
  await restore(page, file);
  const dialog = page.getByRole('dialog');
  await until('what would change', async () => /- {3}attic:/.test(await dialog.innerText()));
  await dialog.getByRole('button', { name: 'Cancel' }).or(dialog.getByRole('button').first()).first().click();
  await dialog.waitFor({ state: 'detached' });
  assert.match(fs.readFileSync(house.file, 'utf8'), /attic/, 'who does not agree changes nothing');
  await restore(page, file);
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await until('the file as it was', async () => fs.readFileSync(house.file, 'utf8') === before);
  await page.getByText('The configuration is restored.').first().waitFor();
  const other = path.join(path.dirname(house.file), 'other.json');
  fs.writeFileSync(other, '{"a": 1}');
  await restore(page, other);
  await page.getByText('This file is no backup of Polymeter.').waitFor();
}

async function theHistoryIsTakenAndRestored(page, house) {
  await house.enter(page);
  await go(page, house, 'versions');
  const file = await download(page, house, () => page.getByRole('button', { name: 'Download the history' }).click(), /^polymeter-history\.db$/);
  assert.equal(fs.readFileSync(file).subarray(0, 15).toString(), 'SQLite format 3');
  await restore(page, file);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await page.getByText(/takes effect with the next start/).first().waitFor();
}

async function anotherMeterIsAnnouncedAndTakenBack(page, house) {
  await house.enter(page);
  await go(page, house, 'meters/pv');
  await page.getByText('Replace this meter').click();
  await page.getByRole('button', { name: 'Continue with a new meter' }).click();
  await page.getByText('Waiting for the new meter').waitFor();
  assert.equal((await house.api('meters/pv')).replacing, true);
  await page.getByRole('button', { name: 'Keep this meter' }).click();
  await page.getByRole('button', { name: 'Continue with a new meter' }).waitFor();
  assert.equal((await house.api('meters/pv')).replacing, false);
}

/** Nobody listens at the address that is to be told. */
async function aTestNotificationSaysWhatFailed(page, house) {
  await house.enter(page);
  await go(page, house, 'configuration');
  const tell = page.getByRole('button', { name: 'Test notifications' });
  await tell.click();
  await page.getByText('No notifications are set up').waitFor();
  const before = fs.readFileSync(house.file, 'utf8');
  fs.writeFileSync(house.file, `${before}notify: { webhook: "http://127.0.0.1:1/hook" }\n`);
  await until('it is to be told', async () => (await house.api('overview')).links?.some((link) => link.name === 'notify') ?? true);
  await until('the fault', async () => {
    await tell.click();
    return /webhook: failed: 127\.0\.0\.1: refuses the connection/.test(await page.locator('main').innerText());
  });
  fs.writeFileSync(house.file, before);
  await until('the file as it was', async () => fs.readFileSync(house.file, 'utf8') === before);
}

module.exports = [
  ['a backup is taken and restored', aBackupIsTakenAndRestored],
  ['the history is taken and restored', theHistoryIsTakenAndRestored],
  ['another meter is announced and taken back', anotherMeterIsAnnouncedAndTakenBack],
  ['a test notification says what failed', aTestNotificationSaysWhatFailed],
];
