// Fingers on a chart: one shows values, two zoom. Scrolling up and down stays with the page.

/**
 * @param {HTMLElement} plot what is touched; its style says `touch-action: pan-y`
 * @param chart `point(x)`, `scale()`, `time(x)` and `zoom(min, max)`; x in pixels from the left of the plot
 */
export function fingers(plot, chart) {
  const down = new Map();
  let start = null;
  const place = (event) => event.clientX - plot.getBoundingClientRect().left;
  const ended = (event) => {
    down.delete(event.pointerId);
    start = null;
  };

  const moved = (event) => {
    if (event.pointerType !== 'touch' || !down.has(event.pointerId)) {
      return;
    }
    down.set(event.pointerId, place(event));
    if (down.size === 1) {
      chart.point(place(event));
    } else if (down.size === 2 && start) {
      const [a, b] = [...down.values()].sort((one, other) => one - other);
      const width = (start.to - start.from) * (start.spread / Math.max(20, b - a));
      const share = ((a + b) / 2 - start.left) / start.width;
      chart.zoom(start.middle - width * share, start.middle + width * (1 - share));
    }
  };

  plot.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') {
      return;
    }
    down.set(event.pointerId, place(event));
    const scale = chart.scale();
    if (down.size === 2 && scale) {
      const [a, b] = [...down.values()].sort((one, other) => one - other);
      const middle = chart.time((a + b) / 2);
      const width = (b - a) || 1;
      const perPixel = (chart.time(b) - chart.time(a)) / width;
      start = { from: scale.min, to: scale.max, spread: Math.max(20, width), middle, left: (a + b) / 2 - (middle - scale.min) / perPixel, width: (scale.max - scale.min) / perPixel };
    } else {
      chart.point(place(event));
    }
  });
  plot.addEventListener('pointermove', moved);
  ['pointerup', 'pointercancel', 'pointerleave'].forEach((name) => plot.addEventListener(name, ended));
}
