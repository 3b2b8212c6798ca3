// What is set up, and what may be added.

import './words.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { now } from '../live.js';
import { headline } from '../model.js';
import { heading } from '../parts.js';
import { guarded, says } from './form.js';

export function setup() {
  return guarded(t('page.setup'), make);
}

function make() {
  const meters = h('ul', { class: 'plain-list' });
  const outputs = h('ul', { class: 'plain-list' });
  const addOutput = h('a', { class: 'button', href: '#/add/output' }, t('setup.output.add'));
  const node = h(
    'div',
    { class: 'stack' },
    heading(t('setup.title')),
    h(
      'div',
      { class: 'cards' },
      h('section', { class: 'card stack' }, h('h2', {}, t('setup.meters')), meters, h('div', { class: 'row' }, h('a', { class: 'button main', href: '#/add/meter' }, t('setup.meter.add')))),
      h('section', { class: 'card stack' }, h('h2', {}, t('setup.outputs')), outputs, h('div', { class: 'row' }, addOutput)),
    ),
    h('div', { class: 'row' }, h('a', { href: '#/versions' }, t('setup.versions')), h('a', { href: '#/configuration' }, t('setup.text'))),
  );
  let drawn = '';
  const update = ({ picture }) => {
    if (!picture) {
      return;
    }
    const list = picture.meters.map((meter) => [meter.name, meter.quality, says(meter.role ?? 'grid', headline(meter)?.unit === 'W' ? headline(meter).value : null)]);
    const readers = picture.outputs.map((output) => [output.name, output.state, output.endpoints.join(', ')]);
    const wanted = JSON.stringify([list, readers]);
    if (wanted === drawn) {
      return;
    }
    drawn = wanted;
    replace(meters, list.length > 0 ? list.map(([name, , words]) => h('li', {}, h('a', { href: `#/meters/${encodeURIComponent(name)}` }, name), h('span', { class: 'muted' }, ` · ${words}`))) : h('li', { class: 'muted' }, t('setup.meters.none')));
    replace(outputs, readers.length > 0 ? readers.map(([name, , where]) => h('li', {}, h('a', { href: `#/outputs/${encodeURIComponent(name)}` }, name), h('span', { class: 'muted' }, ` · ${where}`))) : h('li', { class: 'muted' }, list.length > 0 ? t('setup.outputs.none') : t('setup.first')));
    addOutput.hidden = list.length === 0;
    addOutput.classList.toggle('main', readers.length === 0);
  };
  update(now());
  return { node, update };
}
