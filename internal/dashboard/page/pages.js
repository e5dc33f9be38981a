// The views. Each has a title and a function that asks for rows and returns elements.
import { scatter, tones, trend } from "./chart.js";
import {
  address, bars, bySeverity, card, choice, day, empty, field, filters, h, link, none, note, number, pageOf, pager, parts, percent, place, plural, severity, since, table, tile, when, words,
} from "./dom.js";
import { Refused } from "./rest.js";

const size = 25; // rows of a list

const head = (title, ...lead) => [h("h1", {}, title), lead.length ? h("p", { class: "lead" }, ...lead) : null];
const contains = (text) => (text ? `ilike.*${text.replace(/[\\%_]/g, "\\$&")}*` : undefined);
const first = async (promise) => (await promise).rows[0] ?? {};

// list asks for one page of a view, newest or worst first as order says; id makes it one of a kind.
const list = (rows, view, parameters, order, query) =>
  rows(view, { ...query, order: `${order},id`, limit: size, offset: pageOf(parameters) * size || undefined }, { counted: true });

// counts groups rows, where the source can; else it counts a page of them, and says so.
async function counts(rows, view, columns, query = {}) {
  try {
    const { rows: found } = await rows(view, { ...query, select: [...columns, "count()"].join(","), order: "count.desc", limit: 200 });
    return { found, sample: false };
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.code !== "sink.aggregates") throw problem;
  }
  const { rows: some } = await rows(view, { ...query, select: columns.join(","), order: "id", limit: 1000 });
  const groups = new Map();
  for (const row of some) {
    const key = JSON.stringify(columns.map((c) => row[c]));
    groups.set(key, { ...row, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return { found: [...groups.values()].sort((a, b) => b.count - a.count), sample: some.length === 1000 };
}
const sampled = (sample) => sample && note("Counted over 1,000 rows only: this project's API does not count groups. An owner can allow it (docs/dashboard.md).");

const staleness = {
  none: ["No source is shown yet.", "A dashboard shows the first source that pushed everything once. Push without --table and --db."],
  owner: ["The owner of the source that is shown may no longer push.", "driftsync source list names the sources."],
  old: ["The source that is shown was not pushed for a week.", "Push again to see the present."],
  behind: ["Another source was pushed since.", "driftsync source list names the sources."],
};
const choosing = " To show another one: driftsync source primary ID.";
function stale(primary, about) {
  const said = staleness[primary.stale];
  return said && h("div", { class: "alert" }, h("strong", {}, said[0]), h("p", {}, said[1], about.kind === "cloud" && primary.stale !== "old" ? choosing : ""));
}

async function overview({ rows, primary, about }) {
  const [health, days, top, security] = await Promise.all([
    first(rows("v_project_health", { limit: 1 })), rows("v_trend_violations", { order: "day", limit: 1000 }),
    rows("v_top_violations", { order: "occurrence_count.desc,rule_id", limit: 8 }), first(rows("v_security_posture", { limit: 1 })),
  ]);
  const of = (n, text) => (n ? text : "none were sent");
  return [
    ...head("Overview"), stale(primary, about),
    h("section", { class: "tiles", "aria-label": "Health" },
      tile("Health score", number(health.latest_health_score), (health.latest_health_score ?? null) === null ? "no audit was sent" : "latest audit"),
      tile("Open violations", number(health.total_violations ?? 0), `${plural(health.error_violations ?? 0, "error")}, ${plural(health.warning_violations ?? 0, "warning")}`, { view: "violations" }),
      tile("Gates passed", (health.gate_pass_rate_pct ?? null) === null ? none : `${number(health.gate_pass_rate_pct)} %`, of(health.total_gates, `${number(health.passed_gates)} of ${number(health.total_gates)}`), { view: "table", name: "current_gate_results" }),
      tile("Confidence", percent(health.avg_pattern_confidence), of(health.pattern_count, `of ${plural(health.pattern_count, "pattern")}`), { view: "table", name: "current_pattern_confidence" }),
      tile("DNA consistency", percent(health.dna_avg_consistency), of(health.dna_gene_count, `of ${plural(health.dna_gene_count, "gene")}`), { view: "dna" }),
      tile("Zone of pain", number(health.modules_in_zone_of_pain ?? 0), of(health.module_count, `of ${plural(health.module_count, "module")}`), { view: "coupling" })),
    card("Open violations, last 30 days", drawTrend(days.rows)),
    h("div", { class: "grid" },
      card("Rules broken most", topRules(top.rows), top.rows.length ? h("p", { class: "note" }, link({ view: "rules" }, "All rules")) : null),
      card("Security posture", ...posture(security), h("p", { class: "note" }, link({ view: "security" }, "Findings")))),
  ];
}

function drawTrend(found) {
  if (!found.length) return empty("No day was counted yet. Each finished push counts the open violations of its day.");
  const last = Date.now();
  const days = Array.from({ length: 30 }, (_, i) => new Date(last - (29 - i) * 86400000).toISOString().slice(0, 10));
  const counted = new Set(found.map((row) => row.day));
  const names = [...new Set(found.map((row) => row.severity))].sort(bySeverity).reverse();
  const at = new Map(found.map((row) => [`${row.day} ${row.severity}`, row.violation_count]));
  return trend(days, names.map((name) => ({ name, tone: tones[name] ?? "accent", values: days.map((d) => (counted.has(d) ? at.get(`${d} ${name}`) ?? 0 : null)) })));
}

const topRules = (found, ...more) => (found.length
  ? table("Rules broken most", [
    { title: "Rule", wide: true, cell: (r) => (r.rule_id ? link({ view: "violations", rule: r.rule_id }, ...parts(r.rule_id)) : none) },
    { title: "Severity", cell: (r) => severity(r.severity) },
    { title: "Places", n: true, cell: (r) => number(r.occurrence_count) },
    { title: "Files", n: true, cell: (r) => number(r.affected_files) },
    ...more,
  ], found)
  : empty("No violations were sent."));

async function rules({ rows, parameters }) {
  const { rows: found, total } = await rows("v_top_violations", { order: "occurrence_count.desc,rule_id", limit: size, offset: pageOf(parameters) * size || undefined }); // counting would add all up twice
  return [...head("Rules", "Live violations by rule, the most frequent first."), h("section", { class: "card" }, topRules(found, { title: "New", n: true, cell: (r) => number(r.new_count) }, { title: "Suppressed", n: true, cell: (r) => number(r.suppressed_count) }), pager(parameters, size, found.length, total))];
}

const facts = (all) => h("dl", { class: "facts" }, all.map(([title, value]) => h("div", {}, h("dt", {}, title), h("dd", {}, value))));
const chips = (all, found) => h("ul", { class: "chips" }, all.map((code) => h("li", { class: found.has(code) ? "found" : undefined }, code, found.has(code) ? h("span", { class: "unseen" }, " found") : null)));

function posture(s) {
  const words = Object.entries(s.secrets_by_severity ?? {}).sort((a, b) => bySeverity(a[0], b[0]));
  const cwes = s.cwes ?? [];
  return [
    facts([["OWASP findings", number(s.owasp_finding_count ?? 0)], ["Open taint flows", number(s.unsanitized_taint_count ?? 0)], ["Crypto findings", number(s.crypto_finding_count ?? 0)], ["Secrets", number(s.secret_count ?? 0)]]),
    h("h3", {}, "OWASP Top 10 categories with findings"),
    chips(Array.from({ length: 10 }, (_, i) => `A${String(i + 1).padStart(2, "0")}`), new Set(s.owasp_categories ?? [])),
    h("h3", {}, "Weaknesses found"),
    cwes.length ? chips(cwes, new Set(cwes)) : note("None."),
    h("h3", {}, "Secrets by severity"),
    words.length ? bars(words.map(([word, n]) => ({ label: severity(word), value: n, tone: tones[word] ?? "" }))) : note("None."),
  ];
}

async function violations({ rows, parameters, go }) {
  const { severity: word, rule, file, state } = parameters;
  const query = {
    severity: word ? `ilike.${word}` : undefined, rule_id: rule ? `eq.${rule}` : undefined, file: contains(file),
    is_new: state === "new" ? "is.true" : undefined, suppressed: state === "suppressed" ? "is.true" : undefined,
  };
  const { rows: found, total } = await list(rows, "current_violations", parameters, "first_synced_at.desc", { select: "severity,rule_id,file,line,message,first_synced_at,is_new,suppressed", ...query });
  return [
    ...head("Violations", "Open violations, those first that were sent last."),
    filters(go, parameters,
      field("Severity", choice("severity", word, [["", "any"], ["error", "error"], ["warning", "warning"], ["info", "info"]])),
      field("Rule", words("rule", rule, "its whole name")), field("File", words("file", file, "part of its path")),
      field("State", choice("state", state, [["", "any"], ["new", "new"], ["suppressed", "suppressed"]]))),
    h("section", { class: "card" },
      found.length ? table("Violations", [
        { title: "Severity", cell: (v) => severity(v.severity) },
        { title: "Rule", wide: true, cell: (v) => (v.rule_id ? link({ ...parameters, rule: v.rule_id, page: undefined }, ...parts(v.rule_id)) : none) },
        { title: "Place", cell: (v) => place(v.file, v.line) },
        { title: "Message", wide: true, cell: (v) => v.message },
        { title: "First sent", cell: (v) => day(v.first_synced_at) },
      ], found) : empty("No violation fits these filters."),
      pager(parameters, size, found.length, total)),
  ];
}

const findings = {
  owasp: ["OWASP", "current_owasp_findings", "severity.desc.nullslast", [
    { title: "Categories", cell: (f) => f.owasp_categories }, { title: "Weaknesses", cell: (f) => f.cwes }, { title: "Detector", cell: (f) => f.detector },
    { title: "Place", cell: (f) => place(f.file, f.line) }, { title: "Severity", n: true, cell: (f) => number(f.severity) }, { title: "What to do", wide: true, cell: (f) => f.remediation }]],
  taint: ["Taint flows", "current_taint_flows", "is_sanitized,confidence.desc.nullslast", [
    { title: "From", wide: true, cell: (f) => [f.source_type, " ", place(f.source_file, f.source_line)] }, { title: "To", wide: true, cell: (f) => [f.sink_type, " ", place(f.sink_file, f.sink_line)] },
    { title: "Weakness", cell: (f) => (f.cwe_id ? `CWE-${f.cwe_id}` : none) }, { title: "State", cell: (f) => (f.is_sanitized ? "sanitized" : h("strong", {}, "open")) }, { title: "Confidence", n: true, cell: (f) => percent(f.confidence) }]],
  crypto: ["Crypto", "current_crypto_findings", "confidence.desc.nullslast", [
    { title: "Category", cell: (f) => f.category }, { title: "Place", cell: (f) => place(f.file, f.line) }, { title: "Description", wide: true, cell: (f) => f.description }, { title: "What to do", wide: true, cell: (f) => f.remediation }]],
  secrets: ["Secrets", "current_secrets", "severity,confidence.desc.nullslast", [
    { title: "Severity", cell: (f) => severity(f.severity) }, { title: "Kind", cell: (f) => f.pattern_name }, { title: "Place", cell: (f) => place(f.file, f.line) },
    { title: "Value", cell: (f) => h("code", {}, f.redacted_value ?? none) }, { title: "Confidence", n: true, cell: (f) => percent(f.confidence) }]],
};

async function security({ rows, parameters }) {
  const kind = Object.hasOwn(findings, parameters.list ?? "") ? parameters.list : "owasp";
  const [title, view, order, columns] = findings[kind];
  const [s, { rows: found, total }] = await Promise.all([first(rows("v_security_posture", { limit: 1 })), list(rows, view, parameters, order)]);
  const tabs = h("ul", { class: "tabs" }, Object.entries(findings).map(([name, [text]]) => h("li", {}, h("a", { href: address({ view: "security", list: name }), "aria-current": name === kind && "true" }, text))));
  return [
    ...head("Security"), card("Posture", ...posture(s)),
    h("section", { class: "card", "aria-label": title }, tabs, found.length ? table(title, columns, found) : empty(`No ${title === "OWASP" ? "OWASP findings" : title.toLowerCase()} were sent.`), pager(parameters, size, found.length, total)),
  ];
}

const zones = { zoneofpain: ["Zone of pain", "error"], zoneofuselessness: ["Zone of uselessness", "warning"], mainsequence: ["Main sequence", "good"] };
const zone = (word) => zones[String(word ?? "").toLowerCase().replace(/[_ ]/g, "")] ?? ["No zone", "info"];

async function coupling({ rows, parameters }) {
  const [{ rows: modules, total }, { rows: cycles, total: allCycles }] = await Promise.all([
    rows("current_coupling_metrics", { select: "local_id,ce,ca,instability,abstractness,distance,zone", order: "distance.desc.nullslast,id", limit: 500 }, { counted: true }),
    rows("current_coupling_cycles", { select: "members,break_suggestions", order: "id", limit: 20 }, { counted: true }),
  ]);
  const title = head("Coupling", "Modules by instability and abstractness. On the dashed line the two balance; far from it a module is hard to change, or used by nobody.");
  if (!modules.length) return [...title, empty("No coupling metrics were sent.")];
  const groups = [...Object.values(zones), ["No zone", "info"]].map(([name, tone]) => ({ name, tone, points: modules.filter((m) => zone(m.zone)[0] === name && m.instability !== null && m.abstractness !== null).map((m) => [m.instability, m.abstractness]) })).filter((g) => g.points.length);
  const shown = modules.slice(0, size);
  return [
    ...title,
    h("div", { class: "grid" },
      card("Instability and abstractness", scatter(`Modules by instability and abstractness: ${groups.map((g) => `${g.name} ${g.points.length}`).join(", ")}`, ["Instability", "Abstractness"], groups),
        total > modules.length ? note(`The ${number(modules.length)} of ${number(total)} modules that are farthest from the line.`) : null),
      card("Cycles", cycles.length ? table("Cycles of modules", [{ title: "Modules", wide: true, cell: (c) => members(c.members) }, { title: "Where to break it", wide: true, cell: (c) => members(c.break_suggestions) }], cycles.slice(0, 8)) : empty("No cycles were sent."),
        allCycles > 8 ? h("p", { class: "note" }, link({ view: "table", name: "current_coupling_cycles" }, `All ${number(allCycles)} cycles`)) : null)),
    card("Farthest from the line", table("Modules by distance", [
      { title: "Module", wide: true, cell: (m) => place(m.local_id) },
      { title: "Zone", cell: (m) => h("span", { class: zone(m.zone)[1] }, zone(m.zone)[0]) },
      { title: "Used by", n: true, cell: (m) => number(m.ca) }, { title: "Uses", n: true, cell: (m) => number(m.ce) },
      { title: "Instability", n: true, cell: (m) => number(m.instability) }, { title: "Abstractness", n: true, cell: (m) => number(m.abstractness) }, { title: "Distance", n: true, cell: (m) => number(m.distance) },
    ], shown), total > shown.length ? h("p", { class: "note" }, link({ view: "table", name: "current_coupling_metrics", sort: "distance.desc" }, `All ${number(total)} modules`)) : null),
  ];
}

// members reads a list of modules, or of edges between two.
function members(text) {
  try {
    const all = JSON.parse(text);
    if (!Array.isArray(all)) return text;
    const texts = all.every((one) => typeof one === "string") ? [all.join(" → ")] : all.map((one) => (one?.from && one?.to ? `${one.from} → ${one.to}` : one?.note ?? JSON.stringify(one)));
    return texts.map((one) => h("div", {}, parts(one)));
  } catch {
    return text;
  }
}

async function dna({ rows, parameters, go }) {
  const { gene, state } = parameters;
  const [{ rows: genes, total }, { rows: mutations, total: all }] = await Promise.all([
    rows("current_dna_genes", { select: "local_id,name,dominant_allele,confidence,consistency", order: "consistency.nullslast,id", limit: 60 }, { counted: true }),
    list(rows, "current_dna_mutations", parameters, "detected_at.desc.nullslast", { select: "gene_id,line,expected,actual,impact,suggestion,resolved,detected_at", gene_id: gene ? `eq.${gene}` : undefined, resolved: { open: "not.is.true", resolved: "is.true" }[state] }),
  ]);
  return [
    ...head("DNA", "How the code base usually does things, and where it differs."),
    card("Genes by consistency", genes.length ? bars(genes.map((g) => ({ label: g.name ?? g.local_id ?? none, value: g.consistency ?? 0, shown: percent(g.consistency), to: { view: "dna", gene: g.local_id } })), 1) : empty("No genes were sent."),
      total > genes.length ? note(`The ${number(genes.length)} of ${number(total)} genes that are least consistent.`) : null),
    card("Mutations",
      filters(go, parameters, field("Gene", choice("gene", gene, [["", "any"], ...genes.map((g) => [g.local_id ?? "", g.name ?? g.local_id ?? none])])), field("State", choice("state", state, [["", "any"], ["open", "open"], ["resolved", "resolved"]]))),
      mutations.length ? table("Mutations", [
        { title: "Gene", cell: (m) => m.gene_id }, { title: "Impact", cell: (m) => severity(m.impact) }, { title: "Expected", wide: true, cell: (m) => m.expected }, { title: "Found", wide: true, cell: (m) => m.actual },
        { title: "State", cell: (m) => (m.resolved ? "resolved" : "open") }, { title: "Detected", cell: (m) => day(m.detected_at) },
      ], mutations) : empty("No mutation fits these filters."),
      pager(parameters, size, mutations.length, all)),
  ];
}

async function memories({ rows, parameters, go }) {
  const { type, text, archived } = parameters;
  const [{ found: types, sample }, { rows: found, total }] = await Promise.all([
    counts(rows, "current_memories", ["memory_type"]),
    list(rows, "current_memories", parameters, "created_at.desc.nullslast", { select: "memory_type,summary,confidence,importance,access_count,archived,created_at", memory_type: type ? `eq.${type}` : undefined, summary: contains(text), archived: { yes: "is.true", no: "not.is.true" }[archived] }),
  ]);
  if (!types.length) return [...head("Memories"), empty("No memories were sent: the project has no cortex.db, or it is empty.")];
  return [
    ...head("Memories", "What agents and people wrote down about the code base, without paths, secrets and names."),
    h("div", { class: "split" },
      h("section", { class: "card" },
        filters(go, parameters, field("Type", choice("type", type, [["", "any"], ...types.filter((t) => t.memory_type).map((t) => [t.memory_type, t.memory_type])])),
          field("Summary", words("text", text, "part of it")), field("Archived", choice("archived", archived, [["", "any"], ["no", "no"], ["yes", "yes"]]))),
        found.length ? table("Memories", [
          { title: "Type", cell: (m) => m.memory_type }, { title: "Summary", wide: true, cell: (m) => m.summary }, { title: "Importance", cell: (m) => m.importance },
          { title: "Confidence", n: true, cell: (m) => percent(m.confidence) }, { title: "Written", cell: (m) => day(m.created_at) },
        ], found) : empty("No memory fits these filters."),
        pager(parameters, size, found.length, total)),
      card("By type", bars(types.slice(0, 25).map((t) => ({ label: t.memory_type ?? none, value: t.count, to: { view: "memories", type: t.memory_type } }))), sampled(sample))),
  ];
}

async function calls({ rows, parameters, go }) {
  const { name, dead } = parameters;
  const [{ rows: hubs, total }, edges] = await Promise.all([
    list(rows, "current_impact_scores", parameters, "blast_radius.desc.nullslast", { select: "local_id,blast_radius,risk_score,is_dead_code,exclusion_category", local_id: contains(name), is_dead_code: { yes: "is.true", no: "not.is.true" }[dead] }),
    hubsOf(rows),
  ]);
  return [
    ...head("Call graph", "The functions that most others depend on: what a change of them reaches, by Drift's impact analysis."),
    filters(go, parameters, field("Function", words("name", name, "part of file or name")), field("Without callers", choice("dead", dead, [["", "any"], ["no", "no"], ["yes", "yes"]]))),
    h("section", { class: "card" },
      hubs.length ? table("Functions by blast radius", [
        { title: "Function", cell: (f) => h("strong", {}, String(f.local_id ?? none).split("::").at(-1)) },
        { title: "File", wide: true, cell: (f) => place(String(f.local_id ?? "").split("::").slice(0, -1).join("::")) },
        { title: "Reaches", n: true, cell: (f) => number(f.blast_radius) }, { title: "Risk", n: true, cell: (f) => percent(f.risk_score) },
        { title: "Callers", cell: (f) => (f.is_dead_code ? `none${f.exclusion_category ? `, ${f.exclusion_category}` : ""}` : "some") },
      ], hubs) : empty(name || dead ? "No function fits these filters." : "No impact scores were sent."),
      pager(parameters, size, hubs.length, total)),
    card("Calls", ...edges),
  ];
}

// hubsOf adds up calls, as far as the source can.
async function hubsOf(rows) {
  const grouped = (query) => rows("current_call_edges", query).catch((problem) => {
    if (problem instanceof Refused && problem.code === "sink.aggregates") return null;
    throw problem;
  });
  const [ways, called] = await Promise.all([grouped({ select: "resolution,count()", order: "count.desc", limit: 20 }), grouped({ select: "callee_id,count()", order: "count.desc,callee_id", limit: 10 })]);
  if (ways && !ways.rows.length) return [empty("No call edges were sent.")];
  const uncounted = () => empty("This project's API does not add them up: docs/dashboard.md says why. A file does.");
  return [h("h3", {}, "How calls were resolved"), ways ? bars(ways.rows.map((w) => ({ label: w.resolution ?? none, value: w.count }))) : uncounted(),
    h("h3", {}, "Called from most places"), called ? bars(called.rows.map((c) => ({ label: `node ${c.callee_id ?? none}`, value: c.count }))) : uncounted(),
    note("Drift numbers the nodes of its call graph anew at each analysis and does not store which function a number stands for, so these have no names.")];
}

const catalogue = fetch("catalogue.json").then((response) => response.json());
const databases = { drift: "Analysis (drift.db)", bridge: "Grounding (bridge.db)", cortex: "Memory (cortex.db)" };

async function tables() {
  const all = await catalogue;
  return [...head("Tables", "Every table that is sent: the live rows of the source that is shown."),
    ...Object.entries(databases).map(([name, title]) => card(title, h("ul", { class: "names" }, all.filter((t) => t.database === name).map((t) => h("li", {}, link({ view: "table", name: t.view }, t.table))))))];
}

async function oneTable({ rows, parameters, go }) {
  const known = (await catalogue).find((t) => t.view === parameters.name);
  if (!known) return [...head("Tables"), empty("There is no such table.")];
  const { column, op, value, sort } = parameters;
  const columns = known.columns.filter((c) => !hidden.has(c.name)).sort((a, b) => late.includes(a.name) - late.includes(b.name));
  const by = columns.find((c) => c.name === column);
  const [sorted, direction] = (sort ?? "").split(".");
  const order = columns.some((c) => c.name === sorted) ? `${sorted}${direction === "desc" ? ".desc" : ""}.nullslast` : "first_synced_at.desc";
  const query = by && (op === "empty" ? { [column]: "is.null" } : value ? { [column]: by.type === "truth" ? `is.${/^(1|true|yes)$/i.test(value)}` : op === "is" || by.type === "number" ? `eq.${value}` : contains(value) } : {});
  const { rows: found, total } = await list(rows, known.view, parameters, order, { select: [...columns.map((c) => c.name), "id"].join(","), ...query });
  const sortable = (c) => h("a", { href: address({ ...parameters, sort: sorted === c.name && direction !== "desc" ? `${c.name}.desc` : c.name, page: undefined }), title: c.holds }, c.name);
  return [
    h("p", { class: "note" }, link({ view: "tables" }, "Tables")), ...head(known.table, `Table ${known.table} of ${known.database}.db, as ${known.view}.`),
    filters(go, parameters, field("Column", choice("column", column, [["", "choose one"], ...columns.map((c) => [c.name, c.name])])), field("How", choice("op", op, [["", "contains"], ["is", "is"], ["empty", "is empty"]])), field("Value", words("value", value, ""))),
    h("section", { class: "card raw" },
      found.length ? table(known.table, columns.map((c) => ({ title: sortable(c), label: c.name, n: c.type === "number", sorted: sorted === c.name ? (direction === "desc" ? "descending" : "ascending") : undefined, cell: (row) => cell(c, row[c.name]) })), found)
        : empty(by ? "No row fits this filter." : "No rows of this table were sent."),
      pager(parameters, size, found.length, total)),
  ];
}
const late = ["first_synced_at", "synced_at"];
const hidden = new Set(["tenant_id", "project_id", "id", "sync_source_id", "sync_epoch", "removed_at"]);
function cell(column, value) {
  if (value === null || value === undefined) return none;
  if (column.type === "time") return when(value);
  return typeof value === "number" ? h("span", {}, String(value)) : String(value);
}

async function push({ rows, primary, about }) {
  const run = primary.sync_source_id ? await first(rows("sync_runs", { sync_source_id: `eq.${primary.sync_source_id}`, order: "finished_at.desc", limit: 1 })) : {};
  if (!run.id) return [...head("What was sent"), stale(primary, about) ?? empty("No push has finished yet.")];
  const counted = Object.entries(run.tables ?? {}).map(([name, c]) => ({ name, ...c })).filter((c) => c.read || c.removed).sort((a, b) => b.read - a.read);
  const sum = (key) => counted.reduce((n, c) => n + (c[key] ?? 0), 0);
  const applied = Object.entries(run.rules ?? {}).map(([label, value]) => ({ label, value })).sort((a, b) => b.value - a.value);
  return [
    ...head("What was sent", "The last push of the source that is shown, as it recorded itself."), stale(primary, about),
    h("section", { class: "tiles", "aria-label": "Rows" }, tile("Read", number(sum("read")), "rows of the databases"), tile("Sent", number(sum("sent")), "new or changed"), tile("Unchanged", number(sum("unchanged")), "there already"),
      tile("Stayed", number(sum("quarantined") + sum("dropped") + sum("pending")), `${number(sum("quarantined"))} quarantined, ${number(sum("dropped"))} dropped`), tile("Removed", number(sum("removed")), "gone since")),
    h("div", { class: "grid" },
      card("The push", h("dl", { class: "pairs" }, [["Destination", about.destination], ["Source", primary.source_name ?? "unnamed"], ["Finished", h("span", {}, when(run.finished_at), `, ${since(run.finished_at)}`)], ["By", run.client ?? none],
        ["Whole", run.complete ? "yes, every table was read and confirmed" : "no, some tables are missing"], ["Redacted by", (run.plugins ?? []).map((p) => `${p.name} ${p.version}, sha256 ${p.sha256.slice(0, 12)}`).join("; ") || none]].flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]))),
      card("What rules took away", applied.length ? bars(applied.slice(0, 20)) : empty("Nothing was taken away by the last push."))),
    card("By table", table("Rows by table", [{ title: "Table", cell: (c) => c.name }, ...["read", "sent", "unchanged", "dropped", "quarantined", "removed"].map((key) => ({ title: key[0].toUpperCase() + key.slice(1), n: true, cell: (c) => number(c[key] ?? 0) }))], counted)),
  ];
}

export const pages = {
  overview: { title: "Overview", listed: true, show: overview },
  violations: { title: "Violations", listed: true, show: violations },
  rules: { title: "Rules", within: "violations", show: rules },
  security: { title: "Security", listed: true, show: security },
  coupling: { title: "Coupling", listed: true, show: coupling },
  dna: { title: "DNA", listed: true, show: dna },
  memories: { title: "Memories", listed: true, show: memories },
  calls: { title: "Call graph", listed: true, show: calls },
  tables: { title: "Tables", listed: true, show: tables },
  table: { title: "Tables", within: "tables", show: oneTable },
  push: { title: "What was sent", listed: true, show: push },
};
