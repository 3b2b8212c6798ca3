// The lines between meters and outputs.

import { attribute, keyed, s } from './dom.js';

/** @param {HTMLElement} board holds the tiles, each with a `data-tile` of `meter NAME` or `output NAME` */
export function flow(board) {
  const node = s('svg', { class: 'flow', 'aria-hidden': 'true' });
  let lines = [];
  const place = () => {
    const origin = board.getBoundingClientRect();
    const tiles = new Map([...board.querySelectorAll('[data-tile]')].map((tile) => [tile.dataset.tile, tile.getBoundingClientRect()]));
    for (const [key, part] of node.keyed ?? []) {
      const { from, to } = lines.find((line) => line.key === key) ?? {};
      const start = tiles.get(from);
      const end = tiles.get(to);
      if (start && end) {
        const x1 = start.right - origin.left;
        const y1 = start.top - origin.top + start.height / 2;
        const x2 = end.left - origin.left;
        const y2 = end.top - origin.top + end.height / 2;
        const bend = (x2 - x1) / 2;
        part.draw(`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
      }
    }
  };
  const observer = new ResizeObserver(place);
  observer.observe(board);
  return {
    node,
    /** @param wanted `{key, from, to, flow}`: flow is `import`, `export`, `zero` or `stopped` */
    update(wanted) {
      lines = wanted;
      keyed(node, lines, (line) => line.key, () => {
        const track = s('path', { class: 'track' });
        const stream = s('path', { class: 'stream' });
        const group = s('g', {}, track, stream);
        return {
          node: group,
          update: (line) => attribute(group, 'data-flow', line.flow),
          draw(path) {
            attribute(track, 'd', path);
            attribute(stream, 'd', path);
          },
        };
      });
      place();
    },
    end: () => observer.disconnect(),
  };
}
