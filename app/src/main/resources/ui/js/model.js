// What the API tells, in the words of a person: which value is the one that matters, which way energy goes, how good
// it is. The only place that knows which quantity means what.

import { moment, quantity, span, t, word } from './i18n.js';

/** The point of a meter by its full name, e.g. `active-power.L1`. */
export function point(meter, name) {
  return meter.points.find((candidate) => candidate.point === name);
}

const FIRST = ['active-power', 'dc-power', 'state-of-charge', 'voltage', 'active-energy-import'];

/** The value a person wants to see first; undefined where the meter has none. */
export function headline(meter) {
  const received = (name) => meter.points.find((p) => p.point === name && p.value !== null);
  return FIRST.map(received).find(Boolean)
    ?? FIRST.map((name) => point(meter, name)).find(Boolean)
    ?? meter.points.find((candidate) => typeof candidate.value === 'number');
}

/** What the meter's values count for now: `lost` while there is no connection, else as the API says. */
export function quality(thing, link) {
  return link === 'live' ? thing.quality : 'lost';
}

/** What an output's readers get now. */
export function served(output, link) {
  return link === 'live' ? output.state : 'lost';
}

/** An inverter counts what it produces, a battery and a load what they take, all else what comes from the grid. */
function role(meter) {
  const has = (name) => meter.points.some((candidate) => candidate.quantity === name);
  if (has('state-of-charge')) {
    return 'battery';
  }
  if (/^(house|home|haus|load|consumption|verbrauch|wallbox|heat|car|ev)/.test(meter.name)) {
    return 'consumer';
  }
  return has('dc-power') || has('state') || /^(pv|solar|inverter|wechselrichter)\b/.test(meter.name) ? 'producer' : 'grid';
}

/** Below this a meter's own noise decides on the sign. */
const STILL = 0.5;

/** Which way energy goes: a key of `energy.`, or null for what is no power. */
export function way(meter, measured) {
  if (!measured || !/power$/.test(measured.quantity) || measured.unit !== 'W' || typeof measured.value !== 'number') {
    return null;
  }
  if (Math.abs(measured.value) < STILL) {
    return 'zero';
  }
  const positive = measured.value > 0;
  switch (role(meter)) {
    case 'battery':
      return positive ? 'charge' : 'discharge';
    case 'producer':
      return positive ? 'produce' : 'draw';
    case 'consumer':
      return positive ? 'consume' : 'export';
    default:
      return positive ? 'import' : 'export';
  }
}

/** Where a line moves for a way: towards the outputs or back. */
export function flow(name) {
  switch (name) {
    case 'import':
    case 'draw':
    case 'charge':
    case 'consume':
      return 'import';
    case 'export':
    case 'produce':
    case 'discharge':
      return 'export';
    default:
      return 'zero';
  }
}

/** The number and the unit; a dash where nothing was received. */
export function shown(measured) {
  if (!measured || measured.value === null || measured.value === undefined) {
    return ['–', ''];
  }
  if (typeof measured.value === 'string') {
    return [measured.value, ''];
  }
  return measured.quantity === 'measured-at' ? [moment(measured.value * 1000), ''] : quantity(measured.value, measured.unit);
}

/** The number without its sign, where words say the direction. */
export function magnitude(measured) {
  return measured && typeof measured.value === 'number' ? quantity(Math.abs(measured.value), measured.unit) : shown(measured);
}

/** How old, in words; empty where nothing was received. */
export function age(measured, held) {
  return measured && measured.age_ms !== null && measured.age_ms !== undefined
    ? t('ago', { age: span(measured.age_ms + held) })
    : '';
}

/** Where values come from: kind and places. */
export function source(meter) {
  const kind = word('source', meter.source.kind);
  const places = meter.source.endpoints.join(', ');
  return meter.profile ? `${meter.profile.title} · ${places || kind}` : `${kind}${places ? ` · ${places}` : ''}`;
}

/** Where an output is served. */
export function sink(output) {
  const places = output.endpoints.join(', ');
  return output.unit === null || output.unit === undefined ? places : `${places} · ${t('output.unit', { unit: String(output.unit) })}`;
}

/** Outputs that show a meter. */
export function consumers(picture, name) {
  return picture.outputs.filter((output) => output.meters.includes(name));
}

export function names(list) {
  return new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(list);
}
