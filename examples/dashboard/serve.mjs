// Serves driftsync's pages on loopback, in front of the project that the environment names.
//
//   DRIFTSYNC_URL=... DRIFTSYNC_KEY=... node serve.mjs [--port 8080]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const { DRIFTSYNC_URL: url, DRIFTSYNC_KEY: key } = process.env;
if (!url || !key) {
  console.error("set DRIFTSYNC_URL and DRIFTSYNC_KEY, the publishable key");
  process.exit(2);
}
const at = process.argv.indexOf("--port");
const port = at < 0 ? 8080 : Number(process.argv[at + 1]);

// What this folder has stands before what the pages have.
const pages = new URL("../../internal/dashboard/page/", import.meta.url);
const own = {
  "/source.js": new URL("source.js", import.meta.url),
  "/supabase.js": new URL("node_modules/@supabase/supabase-js/dist/umd/supabase.js", import.meta.url),
};
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${new URL(url).origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://127.0.0.1").pathname.replace(/^\/$/, "/index.html");
  const text = path === "/config.json" ? JSON.stringify({ url, key }) : await readFile(own[path] ?? new URL(`.${path}`, pages)).catch(() => null);
  if (text === null) {
    response.writeHead(404);
    return response.end();
  }
  response.writeHead(200, { "content-type": `${types[extname(path)]}; charset=utf-8`, "cache-control": "no-store", "content-security-policy": policy });
  response.end(text);
});
server.listen(port, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
