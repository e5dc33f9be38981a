// Shows the view that the address names. All state is in the address, so that a view can be
// kept, shared on this machine, and reached again with Back.
import { address, h, moment, since, when } from "./dom.js";
import { pages } from "./pages.js";
import { Refused } from "./rest.js";
import { open } from "./source.js";

const element = (id) => document.getElementById(id);
const main = element("main");
let source;
let turn = 0; // of the newest view that was asked for

const parametersOf = () => Object.fromEntries(new URLSearchParams(location.search));

export function go(to) {
  history.pushState(null, "", to);
  show();
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, ".");

function alertOf(problem) {
  const known = problem instanceof Refused;
  if (!known) console.error(problem);
  return h("div", { class: "alert bad", role: "alert" },
    h("strong", {}, known ? sentence(problem.message) : "This view could not be drawn."),
    known && problem.hint ? h("p", {}, sentence(problem.hint)) : null,
    known && problem.code ? h("p", {}, h("code", {}, problem.code)) : null);
}

async function show({ moved = true } = {}) {
  const mine = ++turn;
  const parameters = parametersOf();
  const name = Object.hasOwn(pages, parameters.view ?? "") ? parameters.view : "overview";
  const page = pages[name];
  document.body.dataset.busy = "";
  delete document.body.dataset.ready;
  markViews(page.within ?? name);
  let content;
  try {
    const primary = await showSent();
    content = await page.show({ rows: source.rows, about: source.about, parameters: { ...parameters, view: name }, go, primary });
  } catch (problem) {
    content = [h("h1", {}, page.title), alertOf(problem)];
  }
  if (mine !== turn) return;
  const focused = main.contains(document.activeElement) ? document.activeElement.name : "";
  main.replaceChildren(...[content].flat().filter(Boolean));
  const title = main.querySelector("h1");
  document.title = `${title?.textContent ?? page.title}, Drift dashboard`;
  delete document.body.dataset.busy;
  document.body.dataset.ready = name;
  const again = focused && main.querySelector(`[name="${CSS.escape(focused)}"]`);
  if (again) again.focus();
  else if (moved) {
    scrollTo(0, 0);
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
  }
  element("status").textContent = `${document.title} is shown`;
}

function markViews(current) {
  const items = Object.entries(pages).filter(([, page]) => page.listed).map(([name, page]) =>
    h("li", {}, h("a", { href: address({ view: name === "overview" ? undefined : name }), "aria-current": name === current && "page" }, page.title)));
  element("views").replaceChildren(h("ul", {}, items));
  const [nav, at] = [element("views"), element("views").querySelector("[aria-current]")];
  if (at && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = at.offsetLeft - 60;
}

// showSent says where the rows are and when they got there. It returns the primary source.
async function showSent() {
  const { rows } = await source.rows("v_primary_source", { limit: 1 });
  const primary = rows[0] ?? {};
  element("where").replaceChildren(h("b", { title: source.about.destination }, brief(source.about.destination)), primary.last_push_at ? `, pushed ${since(primary.last_push_at)}` : ", nothing is shown yet");
  element("sent").replaceChildren(...(primary.last_push_at
    ? ["These are rows that were sent: what pushes", primary.source_name ? ` of ${primary.source_name}` : "", ` put into ${source.about.destination}, the last one on `, when(primary.last_push_at),
      ". Rows that stay on the machine, and what was redacted, are not here."]
    : []));
  return primary;
}

// brief is the name of a file, or the host of a project.
const brief = (destination) => (destination.startsWith("http") ? new URL(destination).host : destination.split(/[\\/]/).at(-1));

// What a push sends while a view is open is shown when the reader comes back to it.
async function lookAgain() {
  if (document.hidden || !source) return;
  const { rows } = await source.rows("v_primary_source", { limit: 1 }).catch(() => ({ rows: [] }));
  const shown = element("sent").querySelector("time")?.dateTime;
  const there = moment(rows[0]?.last_push_at)?.toISOString();
  if (there && shown !== there) show({ moved: false });
}

document.addEventListener("click", (event) => {
  const to = event.target.closest?.("a[href^='?']");
  if (!to || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(to.getAttribute("href"));
});
addEventListener("popstate", () => show());
document.addEventListener("visibilitychange", lookAgain);

element("link").addEventListener("click", async () => {
  await navigator.clipboard.writeText(source.link());
  element("link").textContent = "Copied";
  element("status").textContent = "The link is copied. It works in any browser of this machine, until the dashboard ends.";
  setTimeout(() => (element("link").textContent = "Copy link"), 2000);
});

try {
  source = await open({ main, account: element("account"), again: () => show() });
  element("link").hidden = !source.link;
  await show({ moved: false });
} catch (problem) {
  main.replaceChildren(h("h1", {}, "Drift dashboard"), alertOf(problem));
  document.body.dataset.ready = "refused";
}
