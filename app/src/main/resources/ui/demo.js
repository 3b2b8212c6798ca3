// The panel of a demonstration: what time it is in the house, what can be made to fail, and what its devices see.
// Loaded only where the API has /api/demo.

import { poll } from './js/api.js';
import { announce, attribute, h, keyed, text } from './js/dom.js';
import { language, number, quantity } from './js/i18n.js';
import { change } from './js/login.js';

const EVERY = 1000;

const WORDS = {
  en: {
    title: 'Break something',
    why: 'This is a simulated house. See what Polymeter does when something fails.',
    clock: 'In the house it is {time}; a minute there takes {seconds} s.',
    cut: 'Switch the KSEM off',
    silence: 'Pull the KSEM’s network cable',
    noise: 'Noise on the serial line',
    asleep: 'Let the inverter sleep',
    restore: 'All well again',
    begun: '{fault}: begun',
    ended: '{fault}: ended',
    well: 'All faults have ended',
    sees: 'What the devices that read the grid meter see now:',
    import: '{value} imported',
    export: '{value} fed in',
    nothing: 'no value: {why}',
    unread: 'nothing read yet',
    failed: 'That did not work: {why}',
    late: 'The grid meter is late by up to {seconds} s',
    hint: 'The battery regulates on what it reads. Make the meter late, and it begins to swing; after three minutes its output knows why, and wait-for-new ends it. Meanwhile time goes as fast as here.',
    loop: 'See the loop',
  },
  de: {
    title: 'Etwas kaputt machen',
    why: 'Dies ist ein simuliertes Haus. Sehen Sie, was Polymeter tut, wenn etwas ausfällt.',
    clock: 'Im Haus ist es {time}; eine Minute dauert dort {seconds} s.',
    cut: 'KSEM ausschalten',
    silence: 'Netzwerkkabel des KSEM ziehen',
    noise: 'Störungen auf der seriellen Leitung',
    asleep: 'Wechselrichter schlafen lassen',
    restore: 'Alles wieder gut',
    begun: '{fault}: begonnen',
    ended: '{fault}: beendet',
    well: 'Alle Fehler sind beendet',
    sees: 'Was die Geräte, die den Netzzähler lesen, gerade sehen:',
    import: '{value} Bezug',
    export: '{value} Einspeisung',
    nothing: 'kein Wert: {why}',
    unread: 'noch nichts gelesen',
    failed: 'Das ging nicht: {why}',
    late: 'Der Netzzähler hinkt bis zu {seconds} s nach',
    hint: 'Die Batterie regelt nach dem, was sie liest. Hinkt der Zähler nach, beginnt sie zu schwingen; nach drei Minuten nennt ihr Ausgang den Grund, und wait-for-new beendet es. Solange geht die Zeit so schnell wie hier.',
    loop: 'Zum Regelkreis',
  },
};

function say(key, places = {}) {
  return (WORDS[language] ?? WORDS.en)[key].replace(/\{(\w+)\}/g, (_, name) => places[name] ?? '');
}

/** Shows the panel, and keeps it true. */
export function show(first) {
  const place = document.getElementById('demo-panel');
  const style = h('link', { rel: 'stylesheet', href: 'demo.css' });
  document.head.append(style);
  const title = h('h2', { id: 'demo-title' });
  const clock = h('p', { class: 'muted' });
  const faults = h('div', { class: 'row', role: 'group', 'aria-labelledby': 'demo-title' });
  const restore = h('button', { type: 'button', class: 'demo-restore', onclick: () => act('POST', 'restore', say('well')) });
  const sees = h('p', { class: 'muted small', id: 'demo-sees' });
  const readers = h('ul', { class: 'demo-readers', 'aria-labelledby': 'demo-sees' });
  const slider = h('input', { type: 'range', min: '0', max: '1800', step: '100', 'aria-describedby': 'demo-hint', onchange: () => act('POST', `late/${slider.value}`, lateness.textContent), oninput: () => lag(slider.value) });
  const lateness = h('span', {});
  const hint = h('span', {});
  const way = h('a', { href: '#/outputs/battery-inverter' });
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  place.replaceChildren(h(
    'section',
    { class: 'demo', 'aria-labelledby': 'demo-title' },
    h('div', { class: 'demo-head' }, title, clock),
    h('div', { class: 'row' }, faults, restore),
    h('label', { class: 'demo-late' }, lateness, slider),
    h('p', { class: 'muted small', id: 'demo-hint' }, hint, ' ', way),
    wrong,
    sees,
    readers,
  ));

  async function act(method, name, done) {
    text(wrong, '');
    try {
      update(await change(method, `demo/${name}`));
      announce(done);
    } catch (error) {
      text(wrong, say('failed', { why: error.message }));
    }
  }

  function faultButton({ name }) {
    let active = false;
    const node = h('button', {
      type: 'button',
      'data-fault': name,
      onclick: () => act(active ? 'DELETE' : 'POST', name, say(active ? 'ended' : 'begun', { fault: say(name) })),
    });
    return {
      node,
      update(fault) {
        active = fault.active;
        attribute(node, 'aria-pressed', String(active));
        text(node, say(name));
      },
    };
  }

  function lag(milliseconds) {
    text(lateness, say('late', { seconds: number(milliseconds / 1000, 1) }));
  }

  function update(demo) {
    if (document.activeElement !== slider) {
      slider.value = String(demo['late-ms']);
      lag(demo['late-ms']);
    }
    text(hint, say('hint'));
    text(way, say('loop'));
    text(title, say('title'));
    const seconds = 60 / demo.speed;
    text(clock, `${say('why')} ${say('clock', { time: demo.time.slice(0, 5), seconds: Number(seconds.toPrecision(2)) })}`);
    keyed(faults, demo.faults, (fault) => fault.name, faultButton);
    restore.disabled = demo.faults.every((fault) => !fault.active) && demo['late-ms'] === 0;
    text(restore, say('restore'));
    text(sees, say('sees'));
    keyed(readers, demo.readers, (reader) => reader.name, readerItem);
  }

  update(first);
  poll('demo', EVERY, update);
}

function readerItem() {
  const name = h('b', {});
  const value = h('span', {});
  const node = h('li', {}, name, value);
  return {
    node,
    update(reader) {
      text(name, reader.name);
      attribute(node, 'data-lost', reader.power === null ? '' : null);
      text(value, seen(reader));
    },
  };
}

function seen({ power, trouble }) {
  if (power === null) {
    return say('nothing', { why: trouble || say('unread') });
  }
  return say(power < 0 ? 'export' : 'import', { value: quantity(Math.abs(power), 'W').join(' ') });
}
