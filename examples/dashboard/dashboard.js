// Signs in and shows driftsync's four dashboard views. Which rows there are is decided
// by the policies of the database; the page asks for nothing else.
import { drawTrend } from "./trend.js";

const element = (id) => document.getElementById(id);
const make = (tag, text, className = "") => {
  const made = document.createElement(tag);
  made.textContent = text; // never HTML: cells are what someone's code base says
  made.className = className;
  return made;
};
const say = (text, bad = false) => {
  element("message").textContent = text;
  element("message").className = bad ? "bad" : "";
};
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const shown = (value, unit = "") => (value === null || value === undefined ? "–" : number.format(value) + unit);

const { url, key } = await (await fetch("config.json")).json();
const client = supabase.createClient(url, key, { auth: { storage: sessionStorage, detectSessionInUrl: false } });

async function rows(view, change = (query) => query) {
  const { data, error } = await change(client.from(view).select("*"));
  if (error) throw new Error(`${view}: ${error.code ?? "no answer"}`);
  return data;
}

const known = ["error", "warning", "info", "critical", "high", "medium", "low"];
const severity = (word) => make("span", word ?? "–", `word ${known.includes(word) ? word : ""}`);

function showHealth(h) {
  const tiles = [
    ["Health score", shown(h.latest_health_score), "latest audit"],
    ["Open violations", shown(h.total_violations), `${shown(h.error_violations)} errors, ${shown(h.warning_violations)} warnings`],
    ["Gates passed", shown(h.gate_pass_rate_pct, " %"), `${shown(h.passed_gates)} of ${shown(h.total_gates)}`],
    ["Pattern confidence", h.avg_pattern_confidence === null ? "–" : shown(100 * h.avg_pattern_confidence, " %"), `${shown(h.pattern_count)} patterns`],
    ["DNA consistency", h.dna_avg_consistency === null ? "–" : shown(100 * h.dna_avg_consistency, " %"), `${shown(h.dna_gene_count)} genes`],
    ["Zone of pain", shown(h.modules_in_zone_of_pain), `of ${shown(h.module_count)} modules`],
  ];
  element("tiles").replaceChildren(
    ...tiles.map(([title, value, note]) => {
      const tile = make("div", "", "tile");
      tile.append(make("span", title), make("b", value), make("small", note));
      return tile;
    }),
  );
  element("pushed").textContent = h.last_push_at ? `pushed ${new Date(h.last_push_at).toLocaleString()}` : "never pushed";
}

function showTop(top) {
  element("top").replaceChildren(
    ...top.map((rule) => {
      const row = document.createElement("tr");
      const word = document.createElement("td");
      word.append(severity(rule.severity));
      row.append(make("td", rule.rule_id ?? "–"), word, make("td", shown(rule.occurrence_count), "n"), make("td", shown(rule.affected_files), "n"));
      return row;
    }),
  );
}

function showSecurity(s) {
  const facts = [["OWASP findings", s.owasp_finding_count], ["Open taint flows", s.unsanitized_taint_count], ["Crypto findings", s.crypto_finding_count], ["Secrets", s.secret_count]];
  element("security").replaceChildren(
    ...facts.map(([title, value]) => {
      const fact = document.createElement("div");
      fact.append(make("b", shown(value)), make("span", title));
      return fact;
    }),
  );
  const found = new Set(s.owasp_categories.map((code) => Number(code.slice(1))));
  element("owasp").replaceChildren(
    ...Array.from({ length: 10 }, (_, i) => make("span", `A${String(i + 1).padStart(2, "0")}`, found.has(i + 1) ? "found" : "")),
  );
  element("cwes").replaceChildren(...(s.cwes.length ? s.cwes.map((code) => make("span", code, "found")) : [make("span", "none")]));
  const counts = Object.entries(s.secrets_by_severity).sort((a, b) => known.indexOf(a[0]) - known.indexOf(b[0]));
  element("secrets").replaceChildren(
    ...counts.map(([word, n]) => {
      const bar = make("div", "", "bar");
      const length = make("i", "", known.includes(word) ? word : "");
      length.style.width = `${(100 * n) / Math.max(1, s.secret_count)}%`;
      bar.append(severity(word), length, make("span", shown(n), "n"));
      return bar;
    }),
  );
}

const staleness = {
  none: "No source is shown. Choose one: driftsync source primary ID",
  owner: "The owner of the source that is shown may no longer push: driftsync source list",
  old: "The source that is shown was not pushed for a week.",
  behind: "Another source was pushed since. To show it: driftsync source primary ID",
};

function showStale(primary) {
  element("stale").textContent = staleness[primary?.stale] ?? "";
}

async function showProject(id) {
  const of = (query) => query.eq("project_id", id);
  const [health, trend, top, security, primary] = await Promise.all([
    rows("v_project_health", of),
    rows("v_trend_violations", (query) => of(query).order("day")),
    rows("v_top_violations", (query) => of(query).order("occurrence_count", { ascending: false }).limit(10)),
    rows("v_security_posture", of),
    rows("v_primary_source", of),
  ]);
  showStale(primary[0]);
  showHealth(health[0]);
  drawTrend(element("trend"), element("legend"), trend);
  showTop(top);
  showSecurity(security[0]);
  document.body.dataset.ready = id;
}

async function showBoard() {
  const projects = await rows("v_project_health", (query) => query.order("project_name"));
  element("login").hidden = true;
  element("logout").hidden = false;
  if (projects.length === 0) return say("Your account is in no tenant with a project. Run driftsync link, or ask for an invitation.");
  element("project").replaceChildren(...projects.map((p) => Object.assign(make("option", p.project_name), { value: p.project_id })));
  element("chooser").hidden = false;
  element("board").hidden = false;
  await showProject(projects[0].project_id);
}

const attempt = (work) => async (event) => {
  event?.preventDefault();
  say("");
  try {
    await work();
  } catch (problem) {
    say(problem.message, true);
  }
};

element("login").addEventListener("submit", attempt(async () => {
  const { error } = await client.auth.signInWithPassword({ email: element("email").value, password: element("password").value });
  if (error) throw new Error(`Sign-in failed: ${error.code ?? error.message}`);
  element("password").value = "";
  await showBoard();
}));
element("logout").addEventListener("click", attempt(async () => {
  await client.auth.signOut({ scope: "local" });
  location.reload();
}));
element("project").addEventListener("change", attempt(() => showProject(element("project").value)));

const { data } = await client.auth.getSession();
if (data.session) await attempt(showBoard)();
else element("login").hidden = false;
