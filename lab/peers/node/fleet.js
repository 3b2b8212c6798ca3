// The operators' page of the fleet, held against a running one in a real browser.
//
// fleet.js demo ADDRESS SITES   the demonstration with so many sites: what is shown, and what its buttons do
// fleet.js roles ADDRESS        an engine whose users vera, otto and ada are viewer, operator and admin
//
// Prints a line per promise: `ok NAME` or `not ok NAME: why`.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { launch, open } = require('./browser');
const { until } = require('./house');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** The machine may be busy; nothing here is about speed. */
const SOON = { timeout: 60_000 };
let sites = 0;

const words = (page) => page.locator('main').innerText();

async function shows(page, what, pattern) {
  await until(what, async () => pattern.test(await words(page)), SOON.timeout);
}

async function go(page, place) {
  await page.evaluate((hash) => { location.hash = hash; }, `#/${place}`);
}

async function press(page, button) {
  await go(page, '');
  await page.getByRole('button', { name: button }).click();
}

async function well(page) {
  await go(page, '');
  await shows(page, 'all sites are well', new RegExp(`connected\\s+${sites}\\s+well\\s+${sites}\\s[^]*${sites} of ${sites} fresh`));
}

async function theOverviewCountsSitesAndSaysOfHowManyASumIs(page) {
  await well(page);
  assert.match(await words(page), new RegExp(`north\\s[^]*${sites / 2} of ${sites / 2} fresh, oldest \\d+ s`));
  assert.match(await words(page), /All sites are well/);
}

async function sitesAreFoundByLabelAndOnAMap(page) {
  await well(page);
  await go(page, 'sites');
  await page.waitForSelector('.places circle.well', SOON);
  assert.equal(await page.locator('.places circle').count(), sites);
  await page.fill('[name="label"]', 'region=north');
  await page.getByRole('button', { name: 'Show' }).click();
  await shows(page, 'the northern ones', new RegExp(`^${sites / 2} sites`));
  assert.doesNotMatch(await words(page), /region=south/);
  await page.selectOption('[name="state"]', 'offline');
  await page.getByRole('button', { name: 'Show' }).click();
  await shows(page, 'none of which is offline', /^0 sites/);
}

async function aSiteShowsItsMetersWithAges(page) {
  await well(page);
  await go(page, 'sites');
  await page.locator('.places a').first().click();
  await shows(page, 'the meter and its power', /demo\/site-[^]*grid: live[^]*active-power\s+-?[\d,.]+ k?W\s+\d+ s/);
  await shows(page, 'its quarter-hours', /Quarter-hour\s+In\s+Out\s+Slots\s+Revision/);
}

async function yesterdayIsReplayedAndComplete(page) {
  await well(page);
  await press(page, 'Replay yesterday');
  await go(page, 'group/north');
  await until('a day of whole quarter-hours', async () => {
    await page.evaluate(() => dispatchEvent(new HashChangeEvent('hashchange')));
    return await page.locator('.calendar rect.whole').count() >= 90;
  }, 2 * SOON.timeout);
  const csv = await page.evaluate(async () => (await fetch(document.querySelector('a[href*="csv"]').href)).text());
  assert.match(csv, /^from,imported_kwh,exported_kwh,meters,expected,outstanding,asked,revision\n/);
  const rows = csv.trim().split('\n').slice(1).map((line) => line.split(','));
  assert.ok(rows.filter((row) => Number(row[1]) > 0 && row[3] === String(sites / 2) && row[4] === row[3]).length >= 90, csv);
}

async function sitesThatAreCutAreMissedAndCountedAgain(page) {
  await well(page);
  await press(page, 'Cut a hundred sites');
  await shows(page, 'none is connected', /connected\s+0\s[^]*no valid data\s+0 of[^]*Worst first\s[^]*offline/);
  await press(page, 'Bring them back');
  await well(page);
}

async function anEngineThatDiesIsReplaced(page) {
  await well(page);
  await press(page, 'Kill an engine, or start it');
  await shows(page, 'that it is dead', /second engine is dead/);
  await page.waitForTimeout(1);
  await well(page);
  for (const node of ['0001', '0002', '0003', '0004']) {
    await go(page, `site/demo/site-${node}`);
    await shows(page, `the values of site ${node}`, new RegExp(`site-${node}[^]*grid: live[^]*active-power\\s+-?[\\d,.]+ k?W\\s+\\d s`));
  }
  await press(page, 'Kill an engine, or start it');
  await shows(page, 'that it starts', /second engine starts/);
}

async function aBadRollOutIsStoppedAtTheFirstSite(page) {
  await well(page);
  await press(page, 'A bad roll-out');
  await go(page, 'rollouts');
  await shows(page, 'that it was stopped', /All sites: stopped[^]*wave\s+1 of 4[^]*1 of 1 sites failed[^]*rolled-back/);
  await well(page);
}

async function eventsAndAuditSayWhatHappenedAndWho(page) {
  await go(page, 'events');
  await shows(page, 'what happened', /rollout-stopped[^]*(offline|online)[^]*The (gateway is connected|connection of the gateway has ended)/);
  await go(page, 'audit');
  await shows(page, 'who did it', /demo\s+rollout\s[^]*demo\s+register\s+demo\/site-/);
}

async function logIn(page, name, password) {
  await page.fill('[name="name"]', name);
  await page.fill('[name="password"]', password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForSelector('.counts', SOON);
}

async function nobodyIsShownAnythingBeforeHeLogsIn(page) {
  await page.waitForSelector('[name="password"]', SOON);
  // Not the first who logs in properly: after a wrong password that name has to wait.
  await page.fill('[name="name"]', 'ada');
  await page.fill('[name="password"]', 'wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await shows(page, 'that the password is wrong', /name or password is wrong/);
  assert.equal(await page.locator('.counts').count(), 0);
}

const buttons = async (page) => {
  await go(page, 'site/g/0');
  await shows(page, 'the site', /g\/0[^]*grid/);
  return (await page.locator('main button').allInnerTexts()).join(', ');
};

async function aViewerLooks(page) {
  await logIn(page, 'vera', 'look');
  assert.equal(await buttons(page), '');
  await go(page, 'rollouts');
  await page.waitForTimeout(200);
  assert.equal(await page.locator('main form').count(), 0);
  assert.match(await page.locator('#state').innerText(), /vera, viewer/);
}

async function anOperatorCommands(page) {
  await logIn(page, 'otto', 'command');
  assert.equal(await buttons(page), 'Limit the power, No alarms for an hour');
  await page.fill('[name="watts"]', '4200');
  await page.getByRole('button', { name: 'Limit the power' }).click();
  await shows(page, 'that it is only requested', /Requested; it is done when the gateway reports it/);
  await page.evaluate(() => document.activeElement.blur());
  await go(page, 'audit');
  await shows(page, 'his name', /otto\s+limit\s+g\/0\/grid/);
}

async function anAdminRegisters(page) {
  await logIn(page, 'ada', 'register');
  assert.equal(await buttons(page), 'Limit the power, No alarms for an hour, Let it in no more, Change the labels');
  await page.getByRole('button', { name: 'Let it in no more' }).click();
  await shows(page, 'that it is let in no more', /its certificate counts no more/);
  await page.getByRole('button', { name: 'Let it in again' }).click(SOON);
  await shows(page, 'that it is let in', /It may connect again/);
  await page.fill('[name="labels"]', 'region=east, kind=school');
  await page.getByRole('button', { name: 'Change the labels' }).click();
  await shows(page, 'that the labels are taken', /from the next quarter-hour on/);
  await go(page, 'audit');
  await shows(page, 'all of it', /ada\s+label\s[^]*ada\s+admit\s[^]*ada\s+revoke/);
}

/** Every page can be used without sight, and on a phone. */
async function looksRight(page, log) {
  await log(page);
  for (const place of ['', 'sites', 'groups', 'rollouts', 'events', 'audit']) {
    await go(page, place);
    await page.waitForSelector('main .card, main p', SOON);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run('main', { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${place}: ${id} ${nodes[0]?.html}`), []);
  }
}

const PROMISES = {
  demo: [
    ['the overview counts sites and says of how many a sum is', theOverviewCountsSitesAndSaysOfHowManyASumIs],
    ['sites are found by label and on a map', sitesAreFoundByLabelAndOnAMap],
    ['a site shows its meters with ages', aSiteShowsItsMetersWithAges],
    ['yesterday is replayed and complete', yesterdayIsReplayedAndComplete],
    ['sites that are cut are missed and counted again', sitesThatAreCutAreMissedAndCountedAgain],
    ['an engine that dies is replaced', anEngineThatDiesIsReplaced],
    ['a bad roll-out is stopped at the first site', aBadRollOutIsStoppedAtTheFirstSite],
    ['events and audit say what happened and who', eventsAndAuditSayWhatHappenedAndWho],
    ['every page looks right', (page) => looksRight(page, well)],
  ],
  roles: [
    ['nobody is shown anything before he logs in', nobodyIsShownAnythingBeforeHeLogsIn],
    ['a viewer looks', aViewerLooks],
    ['an operator commands', anOperatorCommands],
    ['an admin registers', anAdminRegisters],
    ['every page looks right', (page) => looksRight(page, () => logIn(page, 'ada', 'register'))],
  ],
};

async function main() {
  const [mode, address, many] = process.argv.slice(2);
  sites = Number(many);
  const browser = await launch();
  for (const [name, hold] of PROMISES[mode]) {
    const { page, context, faults } = await open(browser, address);
    try {
      await hold(page);
      assert.deepEqual(faults, []);
      console.log(`ok ${name}`);
    } catch (error) {
      const seen = (await words(page).catch(() => '')).replace(/\s+/g, ' ').slice(0, 600);
      console.log(`not ok ${name}: ${String(error.message ?? error).replace(/\s*\n\s*/g, ' | ').slice(0, 800)} SEEN ${seen}`);
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
