// Connects driftsync's pages with a Supabase project: signs in with supabase-js, and asks for
// rows with the session. It stands where the pages have a source.js of their own.
import { h } from "./dom.js";
import { Refused, rest } from "./rest.js";

// The URL never comes from the address of the page, so that nobody can make a link that sends
// a password elsewhere.
const { url, key } = await (await fetch("config.json")).json();

const loaded = (file) => new Promise((resolve, reject) => {
  document.head.append(Object.assign(document.createElement("script"), { src: file, onload: resolve, onerror: reject }));
});

// open returns what the pages read, once somebody has signed in.
export async function open({ main, account, again }) {
  await loaded("supabase.js");
  const client = supabase.createClient(url, key, { auth: { storage: sessionStorage, detectSessionInUrl: false } });
  if (!(await client.auth.getSession()).data.session) await signIn(client, main);
  const ask = rest(`${url}/rest/v1`, async () => ({ apikey: key, Authorization: `Bearer ${(await client.auth.getSession()).data.session?.access_token}` }));
  const { rows: projects } = await ask("v_project_health", { select: "project_id,project_name", order: "project_name" });
  let project = projects.find((p) => p.project_id === sessionStorage.getItem("project"))?.project_id ?? projects[0]?.project_id;
  const about = { kind: "cloud", destination: new URL(url).host };
  const chooser = h("select", { "aria-label": "Project", onchange: () => sessionStorage.setItem("project", (project = chooser.value)) ?? again() },
    projects.map((p) => h("option", { value: p.project_id, selected: p.project_id === project }, p.project_name)));
  account.replaceChildren(...(projects.length > 1 ? [chooser] : []), h("button", { type: "button", id: "logout", onclick: async () => {
    await client.auth.signOut({ scope: "local" });
    location.reload();
  } }, "Sign out"));
  if (!project) throw new Refused({ message: "Your account is in no tenant with a project", hint: "Run driftsync link, or ask for an invitation." });
  const rows = (view, query = {}, options = {}) => (query.select?.includes("count()") ? groups : ask)(view, { ...query, project_id: `eq.${project}` }, options);
  return { about, rows };

  // groups orders groups of rows here: PostgREST does not, and most projects do not count them.
  async function groups(view, { order, limit, ...query }) {
    const { rows: found } = await ask(view, { ...query, limit: 1000 }).catch((problem) => {
      throw problem.code === "PGRST123" ? new Refused({ code: "sink.aggregates", message: problem.message }) : problem;
    });
    if (found.length >= 1000) throw new Refused({ code: "sink.aggregates", message: "There are more groups than the project lists" });
    const then = (order ?? "").split(",")[1]; // where there are as many
    return { rows: found.sort((a, b) => b.count - a.count || (then ? (a[then] > b[then]) - (a[then] < b[then]) : 0)).slice(0, limit), total: null };
  }
}

// signIn shows a form until it has led to a session.
function signIn(client, main) {
  return new Promise((resolve) => {
    const said = h("p", { id: "message", role: "alert" });
    const email = h("input", { id: "email", type: "email", autocomplete: "username", required: true });
    const password = h("input", { id: "password", type: "password", autocomplete: "current-password", required: true });
    const form = h("form", { id: "login", class: "card login", onsubmit: async (event) => {
      event.preventDefault();
      const { error } = await client.auth.signInWithPassword({ email: email.value, password: password.value });
      password.value = "";
      if (error) said.textContent = `Sign-in failed: ${error.code ?? error.message}`;
      else resolve(main.replaceChildren());
    } }, h("h1", {}, "Sign in"), h("label", {}, "E-mail", email), h("label", {}, "Password", password), h("button", { type: "submit" }, "Sign in"), said);
    main.replaceChildren(form);
  });
}
