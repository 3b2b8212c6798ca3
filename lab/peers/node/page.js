// The promises of the web page, held against a running Polymeter in a real browser.
//
// page.js ADDRESS FILE PROCESS SOURCE_PORT PLAIN_PORT TLS_PORT CERTIFICATE KEY
//
// Prints a line per promise: `ok NAME` or `not ok NAME: why`, and figures as `# …`.
'use strict';

const { launch, open, ready } = require('./browser');
const { Source, until } = require('./house');
const promises = [...require('./page-home'), ...require('./page-values'), ...require('./page-changes'), ...require('./page-keep'), ...require('./page-looks')];

const PASSWORD = 'sunshine';
/** A promise that takes longer than this is broken. */
const LIMIT = 90_000;

async function main() {
  const [address, file, process_, sourcePort, plain, secured, certificate, key] = process.argv.slice(2);
  const source = new Source();
  await source.listen(Number(sourcePort));
  const browser = await launch();
  const house = {
    address, file, source, certificate, key, password: PASSWORD,
    process: Number(process_), plain: Number(plain), secured: Number(secured),
    browser,
    figure: (text) => console.log(`# ${text}`),
    api: async (path) => (await fetch(`${address}api/${path}`)).json(),
  };
  house.enter = await session(address);
  await until('the source is read', async () => (await house.api('overview')).meters.every((meter) => meter.quality === 'fresh'));
  for (const [name, hold, wishes] of promises) {
    await prove(house, name, hold, wishes);
  }
  await browser.close();
  // Whatever a broken promise left open does not keep the others waiting.
  process.exit(0);
}

/** Logs in once: comparing a password is made to take its time. The answer lets a page in. */
async function session(address) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${address}api/session`, { method: 'POST', headers, body: JSON.stringify({ password: PASSWORD }) });
  const { token } = await response.json();
  return async (page, anew = true) => {
    await page.context().addCookies([{ name: 'polymeter', value: token, url: address }]);
    if (anew) {
      await page.reload();
      await ready(page);
    }
  };
}

async function prove(house, name, hold, wishes) {
  const begin = performance.now();
  const opened = await open(house.browser, house.address, { at: 'overview', ...wishes });
  let timer;
  try {
    await ready(opened.page);
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`takes longer than ${LIMIT} ms`)), LIMIT); });
    await Promise.race([hold(opened.page, house), late]);
    if (opened.faults.length > 0) {
      throw new Error(opened.faults.join('; '));
    }
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${String(error.message ?? error).replace(/\s*\n\s*/g, ' | ').slice(0, 1500)}`);
    if (process.env.PAGE_PICTURES) {
      await opened.page.screenshot({ path: `${process.env.PAGE_PICTURES}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
    }
  } finally {
    clearTimeout(timer);
    house.figure(`${name}: ${Math.round(performance.now() - begin)} ms`);
    await opened.context.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
