// Answers like a hosted Supabase project on loopback: Supabase Lite over a Postgres,
// our migrations, and a user with a tenant and a project. It adds what Lite lacks: access tokens
// with an issuer and app_metadata, as a hosted project's have, a refusal of bearers
// that are no tokens, the headers of a request in the statement that it makes, and null in
// a named column that a row leaves out.
//
//   node serve.mjs --port 54321 --db postgres://... --bootstrap FILE --migrations DIR [--seed user]
import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { sql as raw } from "kysely";
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { account, key, secretKey, tokenSecret } from "./account.mjs";
import { startProvider } from "./oauth.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf("--" + name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const port = Number(option("port", 54321));
const base = `http://127.0.0.1:${port}`;
const provider = await startProvider(Number(option("provider-port", 0)));
const connection = createPostgresConnection({
  url: option("db"),
  postgresOptions: { onnotice: () => {} },
});
const sql = connection.driver;

// PostgREST shows a statement the headers of its request; Lite shows them to functions only.
const current = new AsyncLocalStorage();
const assume = connection.applyJwtSessionContext.bind(connection);
connection.applyJwtSessionContext = async (transaction, ...rest) => {
  await assume(transaction, ...rest);
  const headers = JSON.stringify(Object.fromEntries(current.getStore()?.headers ?? []));
  await raw`select set_config('request.headers', ${headers}, true)`.execute(transaction);
};

const app = new App({
  connection,
  api: { port, schemas: ["public"], max_rows: 1000, aggregates_enabled: process.env.AGGREGATES === "true" },
  auth: {
    enabled: true,
    site_url: base,
    additional_redirect_urls: ["http://127.0.0.1:*/cb/*"],
    jwt_secret: tokenSecret,
    jwt_expiry: Number(process.env.JWT_EXPIRY ?? 3600),
    enable_signup: true,
    publishable_key: key,
    secret_key: secretKey,
    email: { enable_confirmations: false },
    external: {
      github: { enabled: true, client_id: "local", secret: "local", url: provider, redirect_uri: `${base}/auth/v1/callback` },
    },
  },
});

// migrate applies what is new, each file in one transaction, and keeps the table that
// `supabase db push` keeps.
async function migrate(folder) {
  await sql.unsafe(`create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`).simple();
  for (const file of readdirSync(folder).filter((f) => /^\d{14}_.*\.sql$/.test(f)).sort()) {
    const version = file.slice(0, 14);
    if ((await sql`select 1 from supabase_migrations.schema_migrations where version = ${version}`).length) continue;
    await sql.begin(async (tx) => {
      await tx.unsafe(readFileSync(join(folder, file), "utf8")).simple();
      await tx`insert into supabase_migrations.schema_migrations (version, name) values (${version}, ${file.slice(15, -4)})`;
    });
  }
}

// seed makes the user and, unless only that is wanted, the tenant and project that the
// environment names.
async function seed() {
  const headers = { apikey: key, "content-type": "application/json" };
  const body = JSON.stringify({ email: account.email, password: account.password });
  await app.fetch(new Request(`${base}/auth/v1/signup`, { method: "POST", headers, body }), { peerAddress: null });
  const [user] = await sql`select id from auth.users where email = ${account.email}`;
  if (!user) throw new Error("the test user was not made");
  if (option("seed", "project") === "user") return;
  await sql`insert into public.tenants (id, name, email) values (${account.tenant}, 'Local', ${account.email}) on conflict do nothing`;
  await sql`insert into public.projects (id, tenant_id, name) values (${account.project}, ${account.tenant}, 'demo') on conflict do nothing`;
  await sql`insert into public.user_tenant_mappings (user_id, tenant_id, role) values (${user.id}, ${account.tenant}, 'owner') on conflict do nothing`;
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const sign = (claims) => {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", tokenSecret).update(signed).digest("base64url")}`;
};

// enrich signs Lite's token again with the claims of a hosted project's.
async function enrich(token) {
  const claims = decode(token);
  const [user] = await sql`select raw_app_meta_data as app, raw_user_meta_data as own from auth.users where id = ${claims.sub}`;
  const object = (value) => (typeof value === "string" ? JSON.parse(value) : value ?? {});
  return sign({ ...claims, iss: `${base}/auth/v1`, aal: "aal1", is_anonymous: false, app_metadata: object(user?.app), user_metadata: object(user?.own) });
}

const answer = (status, value) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

// withoutLength lets the server count the bytes: Lite's own count would be sent beside.
function withoutLength(response) {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(response.body, { status: response.status, headers });
}

// completed names in each row of a body all columns of the query, as json_to_recordset
// does; Lite takes them from the first row.
async function completed(request) {
  const columns = new URL(request.url).searchParams.get("columns")?.split(",");
  if (!columns) return request;
  const rows = await request.clone().json().catch(() => null);
  if (!Array.isArray(rows)) return request;
  const body = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row?.[name] ?? null])));
  return new Request(request.url, { method: request.method, headers: request.headers, body: JSON.stringify(body) });
}

async function handle(request) {
  const path = new URL(request.url).pathname;
  const bearer = request.headers.get("authorization")?.replace(/^Bearer /i, "");
  if (path.startsWith("/rest/v1") && bearer && ![key, secretKey].includes(bearer) && bearer.split(".").length !== 3) {
    return answer(401, { code: "PGRST301", details: null, hint: null, message: "Expected 3 parts in JWT" });
  }
  const complete = await completed(request);
  const response = await current.run(complete, () => app.fetch(complete, { peerAddress: null }));
  if (request.method !== "POST" || !response.ok || !/^\/auth\/v1\/(token|signup|verify)$/.test(path)) return response;
  const session = await response.json();
  if (session.access_token) session.access_token = await enrich(session.access_token);
  return answer(response.status, session);
}

await sql.unsafe(readFileSync(option("bootstrap"), "utf8")).simple();
await app.ensureSystemSchema();
await sql.unsafe("grant usage on schema public, auth to anon, authenticated, service_role").simple();
await migrate(option("migrations"));
await seed();

// A hosted project lets pages of every origin ask.
const open = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS",
  "access-control-expose-headers": "content-range",
};
async function answerPages(request) {
  const wanted = request.headers.get("access-control-request-headers");
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 200, headers: { ...open, "access-control-allow-headers": wanted ?? "*" } });
  }
  const response = withoutLength(await handle(request));
  for (const [name, value] of Object.entries(open)) response.headers.set(name, value);
  return response;
}
serve({ port, hostname: "127.0.0.1", fetch: answerPages }, () => console.log(`ready ${base}`));
