// From an empty directory to a working site, as a person with a browser does it: three walks.
//
// setup-walks.js WALK ADDRESS CODE KEY=VALUE …
//
// Prints `ok WALK` or `not ok WALK: why`, and how long it took and how many clicks and typed fields it needed as `# …`.
// With PAGE_PICTURES it leaves a picture of each step there.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { launch } = require('./browser');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORD = 'a sunny morning';
const [walk, address, code, ...pairs] = process.argv.slice(2);
const given = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));

/** Counts what a person does. */
class Hand {
  constructor(page) {
    this.page = page;
    this.clicks = 0;
    this.fields = 0;
    this.pictures = 0;
  }

  async click(what) {
    this.clicks++;
    await what.click();
  }

  async type(what, text) {
    this.fields++;
    await what.fill(text);
  }

  async choose(what, value) {
    this.clicks++;
    await what.selectOption(value);
  }

  /** Leaves a picture, and has axe-core look at it. */
  async look(name) {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
    assert.deepEqual(serious, [], name);
    if (process.env.PAGE_PICTURES) {
      await this.page.screenshot({ path: `${process.env.PAGE_PICTURES}/${walk}-${++this.pictures}-${name}.png`, fullPage: true });
    }
  }

  button(name) {
    return this.page.getByRole('button', { name });
  }

  async sentence(pattern) {
    await this.page.waitForFunction(([source]) => {
      const said = document.querySelector('.sentence[data-state="fresh"]');
      return said && new RegExp(source).test(said.textContent);
    }, [pattern.source]);
    return this.page.locator('.sentence').innerText();
  }
}

async function first(hand) {
  const { page } = hand;
  await page.goto(address);
  await page.locator('[name=code]').waitFor();
  await hand.look('first');
  await hand.type(page.locator('[name=code]'), 'WRONG-ONE');
  await hand.type(page.locator('[name=password]'), PASSWORD);
  await hand.click(hand.button('Begin'));
  await page.getByText('This is not the code.').waitFor();
  hand.clicks--;
  hand.fields--;
  await hand.type(page.locator('[name=code]'), code);
  await hand.click(hand.button('Begin'));
  await page.getByRole('heading', { name: 'Set up', level: 1 }).waitFor();
  await hand.look('setup');
}

async function meter(hand, kind) {
  await hand.click(hand.page.getByRole('link', { name: 'Add a meter' }));
  await hand.click(hand.page.locator(`[data-kind=${kind}]`));
}

async function output(hand, words, kind) {
  await hand.page.getByRole('heading', { name: 'Set up', level: 1 }).waitFor();
  await hand.click(hand.page.getByRole('link', { name: 'Add an output' }));
  await hand.type(hand.page.locator('[name=search]'), words);
  await hand.look('which');
  await hand.click(hand.page.locator(`[data-kind=${kind}]`));
}

const WALKS = {
  /** A KSEM that is found, read by a Plenticore over RS485. */
  async ksem(hand) {
    await first(hand);
    await meter(hand, 'find');
    await hand.type(hand.page.locator('[name=where]'), given.ksem);
    await hand.click(hand.button('Search'));
    await hand.page.locator('.found li').first().waitFor();
    await hand.look('found');
    await hand.click(hand.page.locator('.found button'));
    const said = await hand.sentence(/from the grid|into the grid|no power/);
    await hand.look('values');
    // Turned round by a click, and back: the words follow.
    if (!/no power/.test(said)) {
      const turn = hand.page.getByLabel('The direction is the other way round');
      await hand.page.getByText('Something is wrong here').click();
      await turn.check();
      await hand.sentence(/from the grid/.test(said) ? /into the grid/ : /from the grid/);
      await hand.look('turned');
      await turn.uncheck();
      await hand.sentence(/from the grid/.test(said) ? /from the grid/ : /into the grid/);
    }
    await hand.click(hand.button('Save'));
    await output(hand, 'plenti', 'kostal-plenticore');
    await hand.type(hand.page.locator('[name=adapter]'), given.adapter);
    await hand.look('plenticore');
    await hand.click(hand.button('Save'));
    console.log('go');
    await hand.sentence(/all answered: works/);
    await hand.look('works');
  },

  /** Power that Home Assistant has, read by a GEN24. */
  async homeassistant(hand) {
    await first(hand);
    await meter(hand, 'homeassistant');
    await hand.type(hand.page.locator('[name=url]'), given.url);
    await hand.type(hand.page.locator('[name=token]'), given.token);
    await hand.click(hand.button('Show what there is'));
    await hand.type(hand.page.locator('[name=active-power]'), 'sensor.grid_power');
    await hand.page.getByText('now -2.4 kW').waitFor();
    await hand.type(hand.page.locator('[name=active-energy-import]'), 'sensor.grid_import');
    await hand.look('entities');
    await hand.click(hand.button('Look at its values'));
    await hand.sentence(/feeding 2\.40 kW into the grid/);
    await hand.look('values');
    await hand.click(hand.button('Save'));
    await output(hand, 'gen24', 'fronius-gen24');
    await hand.type(hand.page.locator('[name=port]'), given.port);
    await hand.look('gen24');
    await hand.click(hand.button('Save'));
    console.log('go');
    await hand.sentence(/all answered: works/);
    await hand.look('works');
  },

  /** On a phone: an optical head, and an output that is chosen by name. */
  async phone(hand) {
    await first(hand);
    await meter(hand, 'sml');
    await hand.type(hand.page.locator('[name=adapter]'), given.head);
    await hand.click(hand.button('Look at its values'));
    await hand.sentence(/grid/);
    await hand.look('values');
    await narrow(hand);
    await hand.click(hand.button('Save'));
    await output(hand, given.search, given.consumer);
    await narrow(hand);
    await hand.look('output');
    if (given.port) {
      await hand.type(hand.page.locator('[name=port]'), given.port);
    }
    await hand.click(hand.button('Save'));
    console.log('go');
    await hand.sentence(/works/);
    await hand.look('works');
  },
};

async function narrow(hand) {
  const over = await hand.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `the page is ${over} px too wide`);
}

async function main() {
  const browser = await launch();
  const phone = walk === 'phone' ? { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } : { viewport: { width: 1280, height: 900 } };
  const context = await browser.newContext({ locale: 'en-GB', ...phone });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const hand = new Hand(page);
  const begin = performance.now();
  try {
    await WALKS[walk](hand);
    assert.deepEqual(faults, []);
    console.log(`# ${walk}: ${((performance.now() - begin) / 1000).toFixed(1)} s, ${hand.clicks} clicks, ${hand.fields} fields`);
    console.log(`ok ${walk}`);
  } catch (error) {
    await page.screenshot({ path: `${process.env.PAGE_PICTURES ?? '.'}/${walk}-broken.png`, fullPage: true }).catch(() => {});
    console.log(`not ok ${walk}: ${String(error.message ?? error).replace(/\s*\n\s*/g, ' | ').slice(0, 1500)}`);
  }
  await browser.close();
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
