// Draws open violations by day as stacked areas.
const colours = { error: "var(--error)", warning: "var(--warning)", info: "var(--info)" };
const others = "var(--good)";
const [width, height, left, bottom, top] = [900, 220, 44, 22, 8];

const svg = (tag, attributes, text) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

function lastDays(n) {
  const today = Date.now();
  return Array.from({ length: n }, (_, i) => new Date(today - (n - 1 - i) * 86_400_000).toISOString().slice(0, 10));
}

// nice rounds up to a number that divides well.
function nice(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 4, 5, 10].map((n) => n * power).find((n) => n >= most) ?? 10 * power;
}

// wide lets a single day be seen.
const wide = (points) => (points.length === 1 ? [[points[0][0] - 10, points[0][1]], points[0]] : points);

export function drawTrend(target, legend, rows) {
  const days = lastDays(30);
  const severities = [...new Set(rows.map((row) => row.severity))].sort((a, b) => Object.keys(colours).indexOf(b) - Object.keys(colours).indexOf(a));
  const counts = new Map(rows.map((row) => [`${row.day} ${row.severity}`, row.violation_count]));
  const most = nice(Math.max(1, ...days.map((day) => severities.reduce((sum, s) => sum + (counts.get(`${day} ${s}`) ?? 0), 0))));
  const x = (i) => left + (i * (width - left - 8)) / (days.length - 1);
  const y = (n) => top + (height - top - bottom) * (1 - n / most);

  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "open violations by day" });
  for (const part of [0, 0.5, 1]) {
    chart.append(svg("line", { class: "grid", x1: left, x2: width - 8, y1: y(part * most), y2: y(part * most) }));
    chart.append(svg("text", { x: left - 8, y: y(part * most) + 4, "text-anchor": "end" }, String(part * most)));
  }
  // What was not counted yet is unknown, and not nothing.
  const counted = new Set(rows.map((row) => row.day));
  const first = Math.max(0, days.findIndex((day) => counted.has(day)));
  const base = days.map(() => 0);
  for (const severity of severities) {
    const colour = colours[severity] ?? others;
    const floor = [...base];
    days.forEach((day, i) => (base[i] += counts.get(`${day} ${severity}`) ?? 0));
    const points = (values) => values.slice(first).map((n, i) => [x(first + i), y(n)]);
    const over = wide(points(base));
    const under = wide(points(floor)).reverse();
    const area = svg("polygon", { points: [...over, ...under].map((p) => p.join(",")).join(" "), "fill-opacity": 0.28, "data-severity": severity });
    area.style.fill = colour;
    const line = svg("polyline", { points: over.map((p) => p.join(",")).join(" "), fill: "none", "stroke-width": 2 });
    line.style.stroke = colour;
    chart.append(area, line);
  }
  for (const i of [0, 10, 20, 29]) {
    chart.append(svg("text", { x: x(i), y: height - 4, "text-anchor": i === 0 ? "start" : i === 29 ? "end" : "middle" }, days[i]));
  }
  target.replaceChildren(chart);
  legend.replaceChildren(
    ...[...severities].reverse().map((severity) => {
      const item = document.createElement("li");
      const mark = document.createElement("i");
      mark.style.background = colours[severity] ?? others;
      item.append(mark, severity);
      return item;
    }),
  );
}
