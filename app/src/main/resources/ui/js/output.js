// One output: who reads it, how fast it answers, what it refuses, and what any of its registers means.

import { part, poll } from './api.js';
import { attribute, h, keyed, replace, text } from './dom.js';
import { explain } from './explain.js';
import { brief, figure, number, span, t, told, tongue, word } from './i18n.js';
import { loop } from './loop.js';
import { showLinks } from './meter.js';
import * as model from './model.js';
import { bar, card, crumb, facts, heading, mark } from './parts.js';

export function output(name) {
  const good = mark();
  const summary = h('div', {});
  const readers = h('div', {});
  const answers = h('div', {});
  const refusals = h('div', {});
  const links = h('ul', { class: 'links' });
  const registers = explain(name);
  const control = loop(name);
  const missing = h('p', { class: 'notice', 'data-level': 'warn' });
  missing.hidden = true;
  const top = h('section', { class: 'card' }, summary);
  const node = h(
    'div',
    { class: 'stack' },
    crumb(),
    heading(name, good.node),
    missing,
    top,
    h('div', { class: 'cards' }, card(t('output.readers'), readers), card(t('output.answers'), answers), card(t('output.refusals'), refusals)),
    control.node,
    registers.node,
    card(t('output.serves'), links),
  );
  let shape = '';
  const stop = poll(`outputs/${part(name)}`, 1000, (json) => {
    showLinks(links, json.links);
    showReaders(readers, json.readers ?? []);
    showAnswers(answers, json.turnaround);
    showRefusals(refusals, json);
    registers.node.hidden = json.registers === false;
  });
  return {
    node,
    title: `${name} · ${t('page.output')}`,
    update({ picture, link, held }) {
      const latest = picture?.outputs.find((candidate) => candidate.name === name);
      missing.hidden = !picture || Boolean(latest);
      text(missing, missing.hidden ? '' : t('not-found', { name }));
      top.hidden = !latest;
      if (!latest) {
        return;
      }
      const served = model.served(latest, link);
      const quality = { fresh: 'fresh', stale: 'stale', lost: 'lost', down: 'bad' }[served] ?? 'absent';
      attribute(top, 'data-quality', { fresh: 'fresh', stale: 'stale', lost: 'lost', down: 'lost' }[served] ?? 'absent');
      good.update(quality, served in { down: 1, waiting: 1, starting: 1 } ? word('state', served) : undefined);
      const since = latest.stale_ms ? span(latest.stale_ms + held) : null;
      const said = [latest.meters, latest.profile, latest.endpoints, latest.unit, since, latest.reads?.served, latest.reads?.refused_ms && span(latest.reads.refused_ms)].join('|');
      if (shape !== said) {
        shape = said;
        replace(summary, facts(
          [t('page.meter'), latest.meters.map((meter, i) => [i > 0 && ', ', h('a', { href: `#/meters/${part(meter)}` }, meter)])],
          latest.profile && [t('meter.profile'), latest.mirror ? `${latest.profile} · ${t('output.mirror')}` : latest.profile],
          [t('output.serves'), h('span', { class: 'mono' }, model.sink(latest))],
          since && [t('output.stale'), since],
          latest.reads && [t('output.served'), figure(latest.reads.served)],
          typeof latest.reads?.refused_ms === 'number' && [t('output.refused.last'), t('ago', { age: span(latest.reads.refused_ms) })],
        ));
      }
    },
    end() {
      stop();
      registers.end();
      control.end();
    },
  };
}

function showReaders(node, readers) {
  if (readers.length === 0) {
    replace(node, h('p', { class: 'empty' }, t('output.readers.none')));
    return;
  }
  if (!node.querySelector('tbody')) {
    replace(node, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('output.readers') }, h(
      'table',
      {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('output.reader')), h('th', { scope: 'col', class: 'figure' }, t('output.requests')), h('th', { scope: 'col', class: 'figure' }, t('output.rate')), h('th', { scope: 'col', class: 'figure' }, t('output.last')))),
      h('tbody', {}),
    )));
  }
  keyed(node.querySelector('tbody'), readers, (reader) => reader.address, () => {
    const address = h('span', {});
    const unit = h('span', { class: 'aside' });
    const cells = [h('th', { scope: 'row' }, address, unit), ...[1, 2, 3].map(() => h('td', { class: 'figure' }))];
    return {
      node: h('tr', {}, cells),
      update(reader) {
        text(address, reader.address);
        text(unit, reader.unit === null || reader.unit === undefined ? '' : t('output.unit', { unit: String(reader.unit) }));
        text(cells[1], figure(reader.count));
        text(cells[2], number(reader.per_second, 1));
        text(cells[3], t('ago', { age: span(reader.last_ms) }));
      },
    };
  });
}

function showAnswers(node, turnaround) {
  const buckets = turnaround?.buckets ?? [];
  if (buckets.length === 0) {
    replace(node, h('p', { class: 'empty' }, t('output.answers.none')));
    return;
  }
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  replace(
    node,
    h('p', { class: 'muted small' }, t('output.answers.sum', { mean: brief(turnaround.mean_us * 1000), most: brief(turnaround.most_us * 1000) })),
    h('dl', { class: 'bars' }, buckets.map((bucket) => h(
      'div',
      {},
      h('dt', {}, t('output.under', { time: brief(bucket.below_us * 1000) })),
      h('dd', {}, bar(bucket.count / most, 'meter')),
      h('dd', {}, figure(bucket.count)),
    ))),
  );
}

/** What a link of this output refuses or waits for; a certificate is accepted on its own page. */
function troubles(json) {
  return (json.links ?? []).flatMap((link) => link.troubles ?? []).map((trouble) => h(
    'p',
    { class: 'notice', 'data-level': trouble.severity === 'note' ? 'ok' : 'warn', lang: tongue(trouble.sentence_message) },
    `${told(trouble.sentence, trouble.sentence_message)} `,
    trouble.field.startsWith('certificate ') && h('a', { href: '#/certificates' }, t('certificates.title')),
  ));
}

function showRefusals(node, json) {
  const lines = [
    ...Object.entries(json.refused ?? {}).map(([reason, count]) => [word('refused', reason), count]),
    [t('output.silent'), json.silent ?? 0],
  ].filter(([, count]) => count > 0);
  replace(node, ...troubles(json), lines.length === 0
    ? h('p', { class: 'empty' }, t('output.refusals.none'))
    : facts(...lines.map(([name, count]) => [name, figure(count)])));
}
