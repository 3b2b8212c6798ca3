// Every kind of meter and of output, set up in the browser of a site that runs: what a person chooses and types.
//
// setup-kinds.js ADDRESS PASSWORD KEY=VALUE …
//
// Prints `go OUTPUT` where a consumer is to read, and `ok KIND` or `not ok KIND: why` for each kind. With PAGE_PICTURES it
// leaves a picture of each step there.
'use strict';

const assert = require('node:assert/strict');
const { launch, open } = require('./browser');

const [address, password, ...pairs] = process.argv.slice(2);
const given = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
const GERMAN = process.env.PAGE_LANGUAGE === 'de';

let pictures = 0;

async function look(page, name) {
  if (process.env.PAGE_PICTURES) {
    await page.screenshot({ path: `${process.env.PAGE_PICTURES}/${String(++pictures).padStart(2, '0')}-${name}.png`, fullPage: true });
  }
}

/** The main button of the form that is shown. */
const submit = (page) => page.locator('main form button[type=submit]').click();

async function sentence(page, pattern) {
  await page.waitForFunction(([source]) => {
    const said = document.querySelector('.sentence[data-state="fresh"]');
    return said && new RegExp(source).test(said.textContent);
  }, [pattern.source]);
}

async function choose(page, kind, at) {
  await page.goto(`${address}#/setup`);
  await page.goto(`${address}#/add/${at}`);
  await page.locator(`[data-kind=${kind}]`).first().click();
}

/** Chooses a value out of what the server has, as a finger does. */
async function pick(page, point, words, row) {
  const field = page.locator(`[name="${point}"]`);
  await field.click();
  await field.fill(words);
  await page.locator('.options:visible [role=option]', { hasText: row }).first().click();
}

async function saved(page, name, says) {
  await sentence(page, says);
  await look(page, `${name}-values`);
  await page.locator('[name=name]').fill(name);
  await submit(page);
  await page.locator(`a[href="#/meters/${name}"]`).waitFor();
}

const METERS = {
  async mqtt(page) {
    await choose(page, 'mqtt', 'meter');
    await page.locator('[name=url]').fill(given.broker);
    await page.locator('main form button[type=button]').last().click();
    await page.locator('[name="active-power"]').waitFor();
    await pick(page, 'active-power', 'SENSOR Power', 'ENERGY.Power');
    await look(page, 'mqtt-picked');
    await page.locator('[name="active-energy-import"]').click();
    await look(page, 'mqtt-topics');
    await submit(page);
    await saved(page, 'by-mqtt', GERMAN ? /speist 1,23.kW ins Netz/ : /feeding 1\.23 kW into the grid/);
  },

  async http(page) {
    await choose(page, 'http', 'meter');
    await page.locator('[name=url]').fill(given.document);
    await page.locator('main form button[type=button]').last().click();
    await page.locator('[name="active-power"]').waitFor();
    await pick(page, 'active-power', 'power', 'meter.power');
    await look(page, 'http-picked');
    await submit(page);
    await saved(page, 'by-http', GERMAN ? /speist 2,40.kW ins Netz/ : /feeding 2\.40 kW into the grid/);
  },

  async openhab(page) {
    await choose(page, 'openhab', 'meter');
    await page.locator('[name=url]').fill(given.openhab);
    await page.locator('main form button[type=button]').last().click();
    await page.locator('[name="active-power"]').waitFor();
    await pick(page, 'active-power', 'grid', 'Grid_Power');
    await submit(page);
    await saved(page, 'by-openhab', GERMAN ? /speist 23[01].W ins Netz/ : /feeding 23[01] W into the grid/);
  },

  async document(page) {
    await choose(page, 'document', 'meter');
    await page.locator('main form select').first().selectOption('shelly-pro-3em');
    await page.locator('[name=host]').fill(given.shelly);
    await look(page, 'document');
    await submit(page);
    await saved(page, 'by-shelly', GERMAN ? /Netz|keine Leistung/ : /the grid|no power/);
  },

  async ksem(page) {
    await choose(page, 'ksem', 'meter');
    await page.locator('[name=host]').fill(given.ksem);
    await page.locator('[name=port]').fill(given.push);
    await look(page, 'ksem-enter');
    await submit(page);
    await page.locator('.sentence').waitFor();
    await look(page, 'ksem-waits');
    console.log('push');
    await saved(page, 'by-ksem', GERMAN ? /Netz|keine Leistung/ : /the grid|no power/);
  },

  async p1(page) {
    await choose(page, 'p1', 'meter');
    await page.locator('[name=adapter]').fill(given.p1);
    await submit(page);
    await saved(page, 'by-p1', GERMAN ? /Netz|keine Leistung/ : /the grid|no power/);
  },

  async modbus(page) {
    await choose(page, 'modbus', 'meter');
    await page.locator('main form select').first().selectOption('kostal-ksem');
    await page.locator('[name=host]').fill(given.ksem);
    await submit(page);
    await saved(page, 'by-modbus', GERMAN ? /Netz|keine Leistung/ : /the grid|no power/);
  },
};

/** Fills in, saves, and waits for the words that say it works. */
async function output(page, kind, meter, fields, as = null) {
  await choose(page, kind, 'output');
  if (meter) {
    await page.locator('main form select').first().selectOption(meter);
  }
  if (as) {
    await page.locator('main form select').nth(1).selectOption(as);
  }
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name=${name}]`);
    if (!await field.isVisible()) {
      await page.locator('main form summary').click();
    }
    await field.fill(value);
  }
  await look(page, `out-${kind}`);
  await submit(page);
  console.log(`go ${kind}`);
  await sentence(page, GERMAN ? /funktioniert/ : /works/);
  await look(page, `out-${kind}-works`);
}

const OUTPUTS = {
  mqtt: (page) => output(page, 'mqtt', 'all', { url: given.broker, name: 'to-mqtt' }),
  homeassistant: (page) => output(page, 'homeassistant', 'by-ksem', { url: given.broker, name: 'to-ha' }),
  influx: (page) => output(page, 'influx', 'all', { url: given.influx, name: 'to-influx' }),
  victron: (page) => output(page, 'victron', 'by-ksem', { bus: given.bus, name: 'to-victron' }),
  proxy: (page) => output(page, 'proxy', 'by-modbus', { port: given.proxy, name: 'to-proxy' }),
  push: (page) => output(page, 'push', 'by-ksem', { targets: given.slave, name: 'to-slave' }),
  sparkplug: (page) => output(page, 'sparkplug', 'by-ksem', { url: given.broker, name: 'to-room' }),
  profile: (page) => output(page, 'profile', 'by-ksem', { port: given.port, name: 'to-reader' }, 'eastron-sdm630'),
};

async function main() {
  const browser = await launch();
  const phone = process.env.PAGE_PHONE ? { viewport: { width: 320, height: 720 }, hasTouch: true, isMobile: true } : {};
  const { page, faults } = await open(browser, address, { at: 'setup', locale: GERMAN ? 'de-DE' : 'en-GB', ...phone });
  page.context().setDefaultTimeout(30_000);
  await page.locator('main .setup button.main').click();
  await page.getByRole('dialog').locator('[name=password]').fill(password);
  await page.getByRole('dialog').locator('button[type=submit], button.main').click();
  await page.locator('a[href="#/add/meter"]').waitFor();
  const only = (given.only ?? '').split(',').filter(Boolean);
  for (const [part, kinds] of [['meter', METERS], ['output', OUTPUTS]]) {
    for (const [kind, walk] of Object.entries(kinds)) {
      if (only.length > 0 && !only.includes(`${part}-${kind}`)) {
        continue;
      }
      try {
        await walk(page);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `the page is ${over} px too wide`);
        assert.deepEqual(faults, []);
        console.log(`ok ${part} ${kind}`);
      } catch (error) {
        await look(page, `broken-${part}-${kind}`).catch(() => {});
        const shown = await page.locator('main').innerText().catch(() => '');
        console.log(`not ok ${part} ${kind}: ${String(error.message ?? error).replace(/\s*\n\s*/g, ' | ').slice(0, 600)} || ${shown.replace(/\s*\n\s*/g, ' | ').slice(-600)}`);
        await browser.close();
        return;
      }
    }
  }
  await browser.close();
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
