// A line as small as a word.

import { attribute, s } from './dom.js';

const WIDTH = 240;
const HEIGHT = 44;

/** @returns {{node: Element, update: (values: (number | null)[]) => void}} */
export function spark() {
  const line = s('path', {});
  const zero = s('line', { x1: 0, x2: WIDTH });
  const node = s('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, zero, line);
  return {
    node,
    update(values) {
      const known = values.filter((value) => value !== null);
      const least = Math.min(...known);
      const most = Math.max(...known);
      const spread = most - least || 1;
      const y = (value) => (most === least ? HEIGHT / 2 : HEIGHT - 4 - ((value - least) / spread) * (HEIGHT - 8));
      const step = WIDTH / Math.max(1, values.length - 1);
      let path = '';
      let pen = 'M';
      values.forEach((value, i) => {
        if (value === null) {
          pen = 'M';
        } else {
          path += `${pen}${(i * step).toFixed(1)} ${y(value).toFixed(1)}`;
          pen = 'L';
        }
      });
      attribute(line, 'd', path || null);
      const inside = known.length > 0 && least < 0 && most > 0;
      attribute(zero, 'y1', inside ? y(0) : -9);
      attribute(zero, 'y2', inside ? y(0) : -9);
    },
  };
}
