// Plots, drawn by uPlot. Beside each stands a table of the same numbers, for who cannot see it.
import { h, number, table } from "./dom.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// Plots are drawn again where their width or the colour scheme changes.
const drawn = new Map();
const watcher = new ResizeObserver((all) => all.forEach(({ target }) => draw(target)));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((_, target) => draw(target, true)));

function draw(target, anew = false) {
  const entry = drawn.get(target);
  const width = Math.floor(target.clientWidth);
  if (!entry || !width || (entry.width === width && !anew)) return;
  entry.plot?.destroy();
  entry.width = width;
  const { options, data } = entry.make(width);
  entry.plot = new uPlot({ width, height: entry.height, padding: [10, 12, 0, 0], legend: { show: false }, ...options }, data, target);
}

function plot(label, height, make) {
  for (const target of drawn.keys()) if (!target.isConnected && drawn.get(target).plot) forget(target);
  const target = h("div", { class: "plot", role: "img", "aria-label": label });
  target.style.height = `${height}px`;
  drawn.set(target, { make, height });
  watcher.observe(target);
  return target;
}

function forget(target) {
  drawn.get(target).plot.destroy();
  drawn.delete(target);
  watcher.unobserve(target);
}

const axis = (more = {}) => ({
  stroke: colour("soft"), font: "12px system-ui, sans-serif", grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, ...more,
});
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

export const tones = { critical: "error", error: "error", high: "warning", warning: "warning", medium: "info", info: "info", low: "good" };

// trend stacks counts by day. Series are { name, tone, values }, the lowest first; a null is a
// day that was not counted. One day alone is a bar: a line of one point cannot be seen, and a
// point at the height of a sum would be read as the count of its own series.
export function trend(days, series) {
  const times = days.map((d) => Date.parse(`${d}T00:00:00Z`) / 1000);
  const sums = series.map((_, top) => days.map((_, i) => {
    const parts = series.slice(0, top + 1).map((s) => s.values[i]);
    return parts.some((n) => n === null) ? null : parts.reduce((a, b) => a + b, 0);
  }));
  const lone = sums[0]?.filter((n) => n !== null).length === 1;
  const make = () => ({
    data: [times, ...sums.toReversed()],
    options: {
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { range: [times[0], times.at(-1)] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
      axes: [axis({ grid: { show: false }, space: 70, size: 30, values: (_, all) => all.map((t) => day.format(t * 1000)) }),
        axis({ size: 56, values: (_, all) => all.map((n) => (Number.isInteger(n) ? number(n) : "")) })],
      series: [{}, ...series.toReversed().map((s) => ({
        label: s.name, stroke: colour(s.tone), fill: colour(lone ? s.tone : `${s.tone}-fill`), width: 1.5, points: { show: false }, spanGaps: false,
        ...(lone && { paths: uPlot.paths.bars({ size: [0.8, 24], align: -1 }) }),
      }))],
    },
  });
  const label = `Open violations by day, ${days[0]} to ${days.at(-1)}: ${series.map((s) => `${s.name} ${number(s.values.at(-1))}`).join(", ")} on the last day`;
  const lines = days.map((d, i) => ({ d, values: series.map((s) => s.values[i]) })).filter((line) => line.values.some((n) => n !== null)).reverse();
  return h("figure", {},
    plot(label, 230, make),
    legend(series.toReversed()),
    h("details", {}, h("summary", {}, "The same as a table"),
      table("Open violations by day", [{ title: "Day", cell: (line) => line.d }, ...series.map((s, i) => ({ title: s.name, n: true, cell: (line) => number(line.values[i]) }))], lines)));
}

// scatter draws points in a square from 0 to 1, with the line from the top left to the bottom
// right. Groups are { name, tone, points }; a point is [x, y].
export function scatter(label, [x, y], groups) {
  const all = groups.flatMap((g, i) => g.points.map(([px, py]) => [px, py, i])).sort((a, b) => a[0] - b[0]);
  const xs = [0, ...all.map((p) => p[0]), 1];
  const make = () => ({
    data: [xs, xs.map((v) => 1 - v), ...groups.map((_, i) => [null, ...all.map((p) => (p[2] === i ? p[1] : null)), null])],
    options: {
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.03, 1.03] }, y: { range: [-0.03, 1.03] } },
      axes: [axis({ label: x, labelFont: "12px system-ui, sans-serif", labelSize: 20, size: 30, incrs: [0.25] }), axis({ label: y, labelFont: "12px system-ui, sans-serif", labelSize: 20, size: 46, incrs: [0.25] })],
      series: [{}, { stroke: colour("soft"), dash: [4, 4], width: 1, points: { show: false } },
        ...groups.map((g) => ({ label: g.name, stroke: colour(g.tone), paths: () => null, points: { show: true, size: 8, width: 1.5, stroke: colour(g.tone), fill: colour(`${g.tone}-fill`) } }))],
    },
  });
  return h("figure", {}, plot(label, 320, make), legend(groups));
}

const legend = (items) => h("ul", { class: "legend" }, items.map((item) => h("li", {}, h("i", { class: item.tone, "aria-hidden": "true" }), item.name)));
