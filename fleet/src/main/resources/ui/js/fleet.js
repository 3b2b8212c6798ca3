// The operators' page. It can do nothing that the API cannot.
import { h, s, replace } from './dom.js';

const main = document.getElementById('main');
const state = document.getElementById('state');
const PAGES = [['', 'Overview'], ['sites', 'Sites'], ['groups', 'Groups'], ['rollouts', 'Roll-outs'], ['events', 'Events'], ['audit', 'Audit']];
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const count = new Intl.NumberFormat('en');
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const energy = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

let overview = null;
let heard = 0;
let timer = 0;
/** Who is logged in, and what he may: each role may what those before it may. */
let me = { name: '', role: 'viewer' };
const ROLES = ['viewer', 'operator', 'admin'];
const may = (role) => ROLES.indexOf(me.role) >= ROLES.indexOf(role);

function navigate(present) {
  const open = { site: 'sites', group: 'groups' }[present] ?? present;
  replace(document.getElementById('nav'), h('ul', {}, PAGES.map(([page, name]) => h('li', {},
    h('a', { href: `#/${page}`, ...(page === open ? { 'aria-current': 'page' } : {}) }, name)))));
}

async function ask(path, body) {
  const answer = await fetch(`api/fleet/${path}`, body === undefined ? {} : {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status === 401 && body?.password === undefined) {
    logIn();
    throw new Error('log in first');
  }
  if (!answer.ok) {
    throw new Error((await answer.json()).error.message);
  }
  return answer.status === 204 ? null : answer.json();
}

function age(instant) {
  if (!instant) {
    return 'never';
  }
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1000));
  return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function clock(instant) {
  return instant ? new Date(instant).toLocaleString() : '–';
}

function table(head, rows, label) {
  return h('table', { 'aria-label': label },
    h('thead', {}, h('tr', {}, head.map((cell) => h('th', { scope: 'col' }, cell)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell ?? '–'))))));
}

function card(title, ...content) {
  return h('section', { class: 'card' }, h('h2', {}, title), ...content);
}

function siteAddress(node) {
  return `#/site/${node.split('/').map(encodeURIComponent).join('/')}`;
}

function siteLink(node) {
  return h('a', { href: siteAddress(node) }, node);
}

function counts(pairs) {
  return h('dl', { class: 'counts' }, pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, String(value)))));
}

function power(watts) {
  return Math.abs(watts) < 10000 ? `${number.format(Math.round(watts))} W` : `${number.format(watts / 1000)} kW`;
}

function groupRow(group) {
  const { live, kept } = group;
  return [
    h('a', { href: `#/group/${encodeURIComponent(group.name)}` }, group.name),
    live.power === null ? 'no valid data' : power(live.power),
    `${live.fresh} of ${live.expected} fresh, oldest ${age(live.oldest)}`,
    kept ? `${clock(kept.from)}: ${energy.format(kept.imported)} kWh in, ${energy.format(kept.exported)} kWh out` : '–',
    kept ? `${complete(kept)}, revision ${kept.revision}` : '–',
  ];
}

/** Of how many of how many a sum is: what may still come, when it was asked for last, and what will not come. */
function complete({ meters, expected, outstanding, asked }) {
  const lost = Math.max(0, expected - meters - outstanding);
  return [`from ${count.format(meters)} of ${count.format(expected)}`, outstanding ? `${count.format(outstanding)} outstanding` : null,
    asked ? `asked ${time.format(new Date(asked))}` : null, lost ? `${count.format(lost)} lost` : null].filter(Boolean).join(', ');
}

const GROUP_HEAD = ['Group', 'Power now', 'Made of', 'Last quarter-hour', 'Complete'];

async function showOverview() {
  if (!overview) {
    overview = await ask('overview');
    heard = Date.now();
  }
  const stale = Date.now() - heard > 5000;
  replace(main,
    stale ? h('p', { role: 'alert' }, `No news from the engine for ${Math.round((Date.now() - heard) / 1000)} s: what follows is old.`) : null,
    card('Sites', counts([
      ['registered', overview.registered], ['connected', overview.online], ['well', overview.well],
      ['with gaps', overview.incomplete], ...Object.entries(overview.meters).map(([word, count]) => [`meters ${word}`, count]),
    ])),
    overview.demo && may('admin') ? demo : null,
    card('Groups', table(GROUP_HEAD, overview.groups.map(groupRow), 'Groups')),
    card('Worst first', overview.worst.length === 0 ? h('p', {}, 'All sites are well.')
      : table(['Site', 'State', 'Last message', 'Meters'], overview.worst.map((site) => [
        siteLink(site.node), site.state, age(site.received),
        Object.entries(site.meters).map(([name, word]) => `${name}: ${word}`).join(', '),
      ]), 'Worst sites')));
}

const BUTTONS = [['cut', 'Cut a hundred sites'], ['restore', 'Bring them back'], ['engine', 'Kill an engine, or start it'],
  ['replay', 'Replay yesterday'], ['bad-rollout', 'A bad roll-out'], ['good-rollout', 'A good roll-out']];
const demoSaid = h('p', { role: 'status' });
const demo = card('Demonstration', h('div', { class: 'row' }, BUTTONS.map(([button, text]) => {
  const press = h('button', { type: 'button' }, text);
  press.addEventListener('click', () => ask(`demo/${button}`, {})
    .then((answer) => replace(demoSaid, answer.said), (error) => replace(demoSaid, error.message)));
  return press;
})), demoSaid);

async function showRollouts() {
  const { rollouts } = await ask('rollouts');
  replace(main,
    rollouts.map((rollout) => card(`${rollout.label || 'All sites'}: ${rollout.state}`,
      counts([['wave', `${rollout.wave} of 4`], ['sites', rollout.targets], ['reached', rollout.reached], ['keep it', rollout.kept],
        ['on trial', rollout.trying], ['failed', rollout.failed], ['away', rollout.away]]),
      h('p', { class: 'muted' }, `Begun ${clock(rollout.at)} by ${rollout.person}. ${rollout.reason}`),
      rollout.failures.length ? h('ul', {}, rollout.failures.map((line) => h('li', {}, line))) : null,
      may('operator') && ['running', 'paused'].includes(rollout.state) ? h('div', { class: 'row' },
        [['pause', 'Pause'], ['run', 'Go on'], ['stop', 'Stop for good']].map(([wish, text]) => {
          const press = h('button', { type: 'button' }, text);
          press.addEventListener('click', () => ask(`rollouts/${rollout.id}/${wish}`, {}).catch((error) => replace(state, error.message)));
          return press;
        })) : null)),
    may('admin') ? rolloutForm : null);
}

const rolloutForm = (() => {
  const label = h('input', { name: 'label', placeholder: 'region=north; empty for all' });
  const text = h('textarea', { name: 'configuration', rows: 12, required: true, spellcheck: false });
  const said = h('p', { role: 'status' });
  const form = h('form', { class: 'column' }, h('label', {}, 'Sites with the label', label),
    h('label', {}, 'Configuration; {{node}}, {{group}} and {{NAME}} of a label are each site\u2019s own', text), h('button', {}, 'Roll it out'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await ask('rollouts', { label: label.value, configuration: text.value });
      replace(said, 'Begun: one site first, then a hundredth, a tenth, all.');
    } catch (error) {
      replace(said, error.message);
    }
  });
  return card('A new roll-out', form, said);
})();

const shown = { label: '', state: '' };
const siteFilter = (() => {
  const label = h('input', { name: 'label', placeholder: 'region=north', pattern: '[^=]+=.+' });
  const states = h('select', { name: 'state' }, [['', 'any'], ['well', 'well'], ['ailing', 'ailing'], ['offline', 'offline'],
    ['never-heard', 'never heard']].map(([value, name]) => h('option', { value }, name)));
  const form = h('form', { class: 'row' }, h('label', {}, 'With the label', label), h('label', {}, 'State', states), h('button', {}, 'Show'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    Object.assign(shown, { label: label.value, state: states.value });
    document.activeElement.blur();
    show();
  });
  return form;
})();

async function showSites() {
  const wanted = new URLSearchParams({ most: '1000', ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value)) });
  const found = await ask(`sites?${wanted}`);
  replace(main, card(`${count.format(found.count)} sites`, siteFilter, places(found.sites), table(
    ['Site', 'Labels', 'State', 'Meters', 'Gaps'],
    found.sites.map((site) => [
      siteLink(site.node), Object.entries(site.labels ?? {}).map((pair) => pair.join('=')).join(', '), site.state,
      Object.entries(site.meters ?? {}).map((pair) => pair.join(': ')).join(', '), String(site.gaps ?? 0),
    ]), 'Sites')));
}

// A map without tiles: where the sites lie to each other.
function places(sites) {
  const placed = sites.filter((site) => site.latitude !== null && site.latitude !== undefined);
  if (placed.length === 0) {
    return null;
  }
  const east = placed.map((site) => site.longitude);
  const north = placed.map((site) => site.latitude);
  const [west, south] = [Math.min(...east), Math.min(...north)];
  const size = Math.max(Math.max(...east) - west, Math.max(...north) - south, 0.01);
  return s('svg', { class: 'places', viewBox: '-2 -2 104 104', role: 'group', 'aria-label': `Places of ${placed.length} sites` },
    placed.map((site) => s('a', { href: siteAddress(site.node), 'aria-label': `${site.node}: ${site.state}` }, s('circle', {
      cx: ((site.longitude - west) / size) * 100, cy: 100 - ((site.latitude - south) / size) * 100, r: 1, class: site.state,
    }, s('title', {}, `${site.node}: ${site.state}`)))));
}

async function showSite(group, node) {
  const site = await ask(`sites/${encodeURIComponent(group)}/${encodeURIComponent(node)}`);
  const detail = site.detail;
  replace(main,
    card(site.node, counts([['state', site.state], ['last message', age(detail?.received ?? site.received)], ['gaps', site.gaps ?? 0]]),
      detail ? null : h('p', {}, site.engine ? `Its values are at the engine ${site.engine}.` : 'Its values are at another engine.')),
    detail ? detail.values.map((meter) => card(`${meter.name}: ${meter.state}`,
      table(['Quantity', 'Value', 'Age'], meter.values.map((value) => [
        value.name, value.value === null ? 'no valid data' : `${number.format(value.value)} ${value.unit}`, age(value.at),
      ]), meter.name),
      table(['Quarter-hour', 'In', 'Out', 'Slots', 'Revision'], meter.quarters.map((quarter) => [
        clock(quarter.from), quarter.imported === null ? '–' : `${energy.format(quarter.imported)} kWh`,
        quarter.exported === null ? '–' : `${energy.format(quarter.exported)} kWh`,
        `${quarter.present} of ${quarter.slots}${quarter.lost ? ', the rest is lost' : ''}`, String(quarter.revision),
      ]), `${meter.name}, quarter-hours`))) : null,
    site.orders?.length ? card('Orders', table(['Meter', 'What', 'Value', 'Until', 'State'], site.orders.map((order) => [
      order.meter, order.metric, number.format(order.value), clock(order.expires), order.state,
    ]), 'Orders')) : null,
    may('operator') ? limitForm(site) : null,
    may('operator') ? siteActions(site) : null);
}

/** What an operator, and an administrator, may do with a site besides. */
function siteActions(site) {
  const said = h('p', { role: 'status' });
  const act = (path, body, done) => ask(`sites/${site.node}/${path}`, body)
    .then(() => replace(said, done), (error) => replace(said, error.message));
  const button = (text, path, body, done) => {
    const press = h('button', { type: 'button' }, text);
    press.addEventListener('click', () => act(path, body, done));
    return press;
  };
  const labels = h('input', { name: 'labels', value: Object.entries(site.labels ?? {}).map((pair) => pair.join('=')).join(', ') });
  const form = h('form', { class: 'row' }, h('label', {}, 'Labels', labels), h('button', {}, 'Change the labels'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearInterval(timer);
    const pairs = labels.value.split(',').map((pair) => pair.trim()).filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2));
    act('labels', { labels: Object.fromEntries(pairs) }, 'They hold from the next quarter-hour on.');
  });
  return card('This site', h('div', { class: 'row' },
    button('No alarms for an hour', 'snooze', { minutes: 60 }, 'It makes no alarms for an hour.'),
    !may('admin') ? null : site.admitted ? button('Let it in no more', 'revoke', {}, 'Its connection ends, and its certificate counts no more.')
      : button('Let it in again', 'admit', {}, 'It may connect again.')), may('admin') ? form : null, said);
}

function limitForm(site) {
  const meter = h('select', { name: 'meter' }, Object.keys(site.meters ?? {}).map((name) => h('option', {}, name)));
  const watts = h('input', { name: 'watts', type: 'number', min: 0, required: true });
  const minutes = h('input', { name: 'minutes', type: 'number', min: 1, max: 1440, value: 15, required: true });
  const said = h('p', { role: 'status' });
  const form = h('form', { class: 'row' }, h('label', {}, 'Meter', meter), h('label', {}, 'At most, W', watts),
    h('label', {}, 'For, min', minutes), h('button', {}, 'Limit the power'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearInterval(timer);
    try {
      await ask(`sites/${site.node}/limit`, { meter: meter.value, watts: Number(watts.value), minutes: Number(minutes.value) });
      replace(said, 'Requested; it is done when the gateway reports it.');
    } catch (error) {
      replace(said, error.message);
    }
  });
  return card('Power limit', form, said);
}

async function showGroups() {
  const { groups } = await ask('groups');
  replace(main, card('Groups', table(GROUP_HEAD, groups.map(groupRow), 'Groups')));
}

async function showGroup(name) {
  const days = 14;
  const from = new Date(Math.floor(Date.now() / 86400000 - days + 1) * 86400000).toISOString().replace('.000', '');
  const { quarters } = await ask(`groups/${encodeURIComponent(name)}/quarters?from=${from}`);
  const known = new Map(quarters.map((quarter) => [Date.parse(quarter.from), quarter]));
  const start = Date.parse(from);
  const cells = [];
  for (let day = 0; day < days; day += 1) {
    for (let slot = 0; slot < 96; slot += 1) {
      const quarter = known.get(start + day * 86400000 + slot * 900000);
      const word = quarter ? (quarter.complete ? 'whole' : 'part') : 'none';
      cells.push(s('rect', { x: slot * 10, y: day * 14, width: 9, height: 12, class: word },
        quarter ? s('title', {}, `${clock(quarter.from)}: ${complete(quarter)}`) : null));
    }
  }
  replace(main,
    card(`${name}: completeness`, h('p', { class: 'muted' }, `${days} days, a row each (UTC), a cell for each quarter-hour.`),
      s('svg', { class: 'calendar', viewBox: `0 0 960 ${days * 14}`, role: 'img', 'aria-label': 'Completeness calendar' }, cells)),
    card('Quarter-hours', h('p', {}, h('a', { href: `api/fleet/groups/${encodeURIComponent(name)}/quarters?from=${from}&format=csv` }, 'Billing values as CSV')),
      table(['From', 'In', 'Out', 'Meters', 'Revision'], quarters.slice(-96).reverse().map((quarter) => [
        clock(quarter.from), `${energy.format(quarter.imported)} kWh`, `${energy.format(quarter.exported)} kWh`,
        quarter.sites.length ? h('details', {}, h('summary', {}, complete(quarter)), quarter.sites.map((site) => h('div', {}, siteLink(site))))
          : complete(quarter), String(quarter.revision),
      ]), 'Quarter-hours')));
}

async function showEvents() {
  const { events } = await ask('events');
  replace(main, card('Events', table(['When', 'Site', 'Meter', 'What', 'Details'], events.map((event) => [
    clock(event.at), event.node ? siteLink(event.node) : 'fleet', event.meter, event.what, event.text,
  ]), 'Events')));
}

async function showAudit() {
  const { audit } = await ask('audit');
  replace(main, card('Audit', table(['When', 'Who', 'What', 'Subject', 'Details'], audit.map((line) => [
    clock(line.at), line.person, line.action, line.subject, line.detail,
  ]), 'Audit')));
}

function logIn() {
  clearInterval(timer);
  const name = h('input', { name: 'name', autocomplete: 'username', required: true });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const said = h('p', { role: 'status' });
  const form = h('form', { class: 'row' }, h('label', {}, 'Name', name), h('label', {}, 'Password', password), h('button', {}, 'Log in'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await ask('session', { name: name.value, password: password.value });
      begin();
    } catch (error) {
      replace(said, error.message);
    }
  });
  replace(main, card('Log in', form, said));
}

function show() {
  clearInterval(timer);
  const [page, ...rest] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  navigate(page ?? '');
  const [view, every] = {
    sites: [showSites, 5000], groups: [showGroups, 2000], events: [showEvents, 5000], audit: [showAudit, 5000], rollouts: [showRollouts, 2000],
    site: [() => showSite(...rest), 2000], group: [() => showGroup(...rest), 10000],
  }[page] ?? [showOverview, 1000];
  const look = () => view().then(() => replace(state, me.name === 'local' ? '' : `${me.name}, ${me.role}`), (error) => replace(state, error.message));
  look();
  // A form that somebody fills in stays as it is.
  timer = setInterval(() => main.querySelector('form')?.contains(document.activeElement) || look(), every);
}

let stream = null;
function listen() {
  stream?.close();
  stream = new EventSource('api/fleet/live');
  stream.addEventListener('overview', (event) => {
    overview = JSON.parse(event.data);
    heard = Date.now();
  });
}

async function begin() {
  try {
    me = await ask('session');
  } catch (error) {
    replace(state, error.message);
    return;
  }
  listen();
  show();
}

addEventListener('hashchange', show);
begin();
