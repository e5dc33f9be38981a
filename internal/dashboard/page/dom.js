// Makes elements. Cells are what someone's code base says: they become text, never HTML.

export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const dayOnly = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export const none = "–";
export const number = (value) => (value === null || value === undefined ? none : Number.isInteger(value) ? whole.format(value) : short.format(value));
export const percent = (part) => (part === null || part === undefined ? none : `${short.format(Math.round(part * 1000) / 10)} %`);
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

// moment reads a time as any table has it: text, seconds or milliseconds.
export function moment(value) {
  if (value === null || value === undefined || value === "") return null;
  const at = typeof value === "number" ? new Date(value < 1e11 ? value * 1000 : value) : new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
export function when(value) {
  const at = moment(value);
  return at ? h("time", { datetime: at.toISOString() }, date.format(at)) : none;
}
// day is when without the time, which shows as a hint.
export function day(value) {
  const at = moment(value);
  return at ? h("time", { datetime: at.toISOString(), title: date.format(at) }, dayOnly.format(at)) : none;
}
export function since(value) {
  const seconds = (moment(value) - Date.now()) / 1000;
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return ago.format(Math.round(seconds / size), unit);
  }
  return "just now";
}

// address is that of a view with some parameters; empty ones are left out.
export function address(parameters) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== null && value !== "") all.set(name, value);
  return `?${all}`;
}
export const link = (parameters, ...children) => h("a", { href: address(parameters) }, ...children);

export const card = (title, ...children) => h("section", { class: "card" }, h("h2", {}, title), ...children);
export const note = (...children) => h("p", { class: "note" }, ...children);
export const empty = (...children) => h("p", { class: "empty" }, ...children);

export function tile(title, value, detail, to) {
  const inner = [h("span", { class: "title" }, title), h("b", {}, value), h("span", { class: "detail" }, detail)];
  return to ? h("a", { class: "tile", href: address(to) }, ...inner) : h("div", { class: "tile" }, ...inner);
}

const severities = ["critical", "error", "high", "warning", "medium", "low", "info"];
export const bySeverity = (a, b) => rank(a) - rank(b);
const rank = (word) => (severities.indexOf(String(word).toLowerCase()) + severities.length + 1) % (severities.length + 1);
export function severity(word) {
  const plain = String(word ?? "").toLowerCase();
  return h("span", { class: `word ${severities.includes(plain) ? plain : ""}` }, plain || "none");
}

// bars lists things with a bar each, the longest for the largest. Items have label, value,
// and maybe to, shown and tone.
export function bars(items, most = Math.max(1, ...items.map((item) => item.value))) {
  return h("ul", { class: "bars" }, items.map((item) => {
    const fill = h("i", { class: item.tone ?? "" });
    fill.style.width = `${Math.max(0.5, (100 * item.value) / most)}%`;
    const label = item.to ? h("a", { href: address(item.to) }, item.label) : item.label;
    return h("li", {}, h("span", { class: "label" }, label), h("span", { class: "track", "aria-hidden": "true" }, fill), h("span", { class: "n" }, item.shown ?? number(item.value)));
  }));
}

// table makes one of columns { title, cell, n, wide }; n is for numbers.
export function table(caption, columns, rows) {
  const head = h("tr", {}, columns.map((c) => h("th", { scope: "col", class: c.n ? "n" : undefined, "aria-sort": c.sorted }, c.title)));
  const body = rows.map((row) => h("tr", {}, columns.map((c) =>
    h("td", { class: [c.n ? "n" : "", c.wide ? "wide" : ""].join(" ").trim() || undefined, "data-label": c.label ?? c.title }, h("span", {}, c.cell(row) ?? none)))));
  return h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
    h("table", {}, h("caption", { class: "unseen" }, caption), h("thead", {}, head), h("tbody", {}, body)));
}

// parts lets a path or a name break after its separators.
export const parts = (text) => String(text).split(/(?<=[/:_-])(?=.)/).flatMap((part, i) => (i ? [h("wbr"), part] : [part]));
export const place = (file, line) => (file ? h("code", {}, parts(line ? `${file}:${line}` : file)) : none);

// field is a labelled part of a filter.
export function field(label, input) {
  return h("label", {}, h("span", {}, label), input);
}
export function choice(name, value, options) {
  return h("select", { name }, options.map(([of, text]) => h("option", { value: of, selected: of === (value ?? "") }, text)));
}
export const words = (name, value, placeholder) => h("input", { name, value: value ?? "", type: "search", placeholder, autocomplete: "off", spellcheck: "false" });

// filters is a form whose fields become parameters of the address, from its first page on.
export function filters(go, parameters, ...fields) {
  const form = h("form", { class: "filters", role: "search", "aria-label": "Filters" }, ...fields);
  const apply = (event) => {
    event.preventDefault();
    const next = { ...parameters, page: undefined };
    for (const input of form.elements) if (input.name) next[input.name] = input.type === "checkbox" ? (input.checked ? "1" : "") : input.value.trim();
    go(address(next));
  };
  form.addEventListener("change", apply);
  form.addEventListener("submit", apply);
  return form;
}

// pager leads from page to page of size rows.
export function pager(parameters, size, shown, total) {
  const page = pageOf(parameters);
  const from = page * size;
  const more = total === null ? shown === size : from + shown < total;
  const step = (to, text) => h("a", { href: address({ ...parameters, page: to || undefined }) }, text);
  return h("nav", { class: "pager", "aria-label": "Pages" },
    page > 0 ? step(page - 1, "Previous") : h("span", { class: "off" }, "Previous"),
    h("span", {}, shown ? `${number(from + 1)} to ${number(from + shown)}${total === null ? "" : ` of ${number(total)}`}` : "nothing"),
    more ? step(page + 1, "Next") : h("span", { class: "off" }, "Next"));
}
export const pageOf = (parameters) => Math.max(0, Number.parseInt(parameters.page ?? "0", 10) || 0);
