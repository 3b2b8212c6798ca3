// What the API tells, in the words of a person: which value is the one that matters, which way energy goes, how good
// it is. The only place that knows which quantity means what.

import { moment, number, quantity, span, t, word } from './i18n.js';

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
  switch (meter.role) {
    case 'storage':
    case 'vehicle':
      return positive ? 'charge' : 'discharge';
    case 'producer':
      return positive ? 'produce' : 'draw';
    case 'consumer':
      return positive ? 'consume' : 'export';
    default:
      return positive ? 'import' : 'export';
  }
}

/** Power in whole watts or in kilowatts, without a sign: words say the direction. */
export function power(watts) {
  const size = Math.abs(watts);
  return size >= 999.5 ? [number(size / 1000, 2), 'kW'] : [number(size), 'W'];
}

/** What a counter of a meter counts, by what the meter measures: `imported` or `exported`. */
export function counterName(meter, which) {
  const kind = { storage: 'storage', vehicle: 'storage', producer: 'producer', consumer: 'consumer' }[meter?.role] ?? 'grid';
  return t(`counter.${kind}.${which}`);
}

/** The name of a quantity; of an energy, what this meter counts with it. */
export function quantityName(meter, quantity) {
  const counter = /^active-energy-(import|export)$/.exec(quantity);
  return counter ? counterName(meter, `${counter[1]}ed`) : word('quantity', quantity);
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
  const title = meter.profile?.id === 'auto' ? t('source.auto') : meter.profile?.title;
  return title ? `${title} · ${places || kind}` : `${kind}${places ? ` · ${places}` : ''}`;
}

/** Where an output is served. */
export function sink(output) {
  const places = output.endpoints.join(', ');
  return output.unit === null || output.unit === undefined ? places : `${places} · ${t('output.unit', { unit: String(output.unit) })}`;
}

/** A refusal is told as long as it lasts: readers ask again within this time. */
const LASTS = 60_000;

/** How long ago an output last refused a request, in milliseconds; null where that is over. */
export function refusal(output) {
  const age = output.reads?.refused_ms;
  return typeof age === 'number' && age < LASTS ? age : null;
}

/** Outputs that show a meter. */
export function consumers(picture, name) {
  return picture.outputs.filter((output) => output.meters.includes(name));
}

export function names(list) {
  return new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(list);
}
