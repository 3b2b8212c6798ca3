// Finding devices in the network and at serial adapters.

import { get } from '../api.js';
import { h, replace, text } from '../dom.js';
import { t, told, tongue } from '../i18n.js';
import { change } from '../login.js';
import { button, suggestions, surroundings } from './form.js';

/** @param take gets what a person chose */
export function search(take) {
  const where = suggestions(t('add.find.where'), [], { name: 'where', placeholder: t('add.find.everywhere') });
  const status = h('p', { class: 'muted', role: 'status' });
  const bar = h('progress', { max: '1', value: 0, 'aria-label': t('add.find') });
  bar.hidden = true;
  const results = h('ul', { class: 'found' });
  const notes = h('ul', { class: 'muted small' });
  let stopped = false;
  surroundings().then((around) => {
    const places = [...around.networks, ...around.adapters.map((path) => `rtu://${path}`)];
    where.offer(places.map((place) => [place, place.replace(/^.*by-id\//, '')]));
  }, () => {});

  const stop = button('', t('add.find.stop'), async () => {
    stopped = true;
    await change('DELETE', 'scan');
  });
  stop.hidden = true;
  const go = button('main', t('add.find.go'), async () => {
    go.disabled = true;
    stop.hidden = false;
    stopped = false;
    replace(results);
    replace(notes);
    const follow = setInterval(progress, 400);
    try {
      const found = await change('POST', 'scan', { target: where.value }, 1_800_000);
      replace(results, found.found.map((device) => result(device)));
      replace(notes, (found.notes ?? []).map((note, i) => h('li', { lang: tongue(found.notes_messages[i]) }, told(note, found.notes_messages[i]))));
      text(status, stopped ? t('add.find.stopped') : found.trouble ? t('failed', { why: told(found.trouble, found.trouble_message) }) : found.found.length === 0 ? t('add.find.none') : t('add.find.found', { n: found.found.length }));
    } catch (error) {
      text(status, t('failed', { why: error.message }));
    }
    clearInterval(follow);
    bar.hidden = true;
    stop.hidden = true;
    go.disabled = false;
  });

  async function progress() {
    try {
      const scan = await get('scan');
      if (scan.running && go.disabled) {
        bar.hidden = false;
        bar.max = Math.max(1, scan.total);
        bar.value = scan.done;
        text(status, t('add.find.progress', { done: scan.done, total: scan.total, found: scan.found }));
      }
    } catch {
      // The next look will tell.
    }
  }

  function why(device) {
    const lines = device.evidence.map((line, i) => [line, device.evidence_messages[i]]);
    if (device.decides) {
      lines.push([t('add.find.decides', { what: told(device.decides, device.decides_message) }), null]);
    }
    return lines.map(([line, coded]) => h('li', {}, told(line, coded)));
  }

  function result(device) {
    const name = device.title || device.profile || device.endpoint;
    const place = device.interface === 'http' ? device.host : `${device.endpoint} · ${t('output.unit', { unit: String(device.unit) })}`;
    return h(
      'li',
      { class: 'row apart' },
      h(
        'div',
        {},
        h('b', {}, name),
        device.profile && !device.certain && h('span', { class: 'muted' }, ` · ${t('add.find.perhaps')} ${device.profile}`),
        h('div', { class: 'muted small' }, place),
        !device.profile && h('div', { class: 'small' }, t('add.find.unknown')),
        device.evidence.length > 0 && h('details', { class: 'small' }, h('summary', {}, t('add.find.evidence')), h('ul', { class: 'muted' }, why(device))),
      ),
      device.profile && button('', t('add.find.take', { name }), () => take(device)),
    );
  }

  return {
    node: h('div', { class: 'stack' }, h('p', { class: 'muted' }, t('add.find.why')), where.node, h('div', { class: 'row' }, go, stop), bar, status, results, notes),
    end: () => { if (go.disabled) { change('DELETE', 'scan').catch(() => {}); } },
  };
}

/** The settings of a device that was found. */
export function settingsOf(device) {
  if (device.interface === 'http') {
    return { profile: device.profile, http: { host: device.host } };
  }
  const modbus = { poll: device.endpoint, unit: device.unit };
  if (device.serial) {
    modbus.serial = device.serial;
  }
  return { profile: device.profile, modbus };
}
