// Serves this folder on loopback, with the project that the environment names.
//
//   DRIFTSYNC_URL=... DRIFTSYNC_KEY=... node serve.mjs [--port 8080]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const files = {
  "/": ["index.html", "text/html"],
  "/style.css": ["style.css", "text/css"],
  "/dashboard.js": ["dashboard.js", "text/javascript"],
  "/trend.js": ["trend.js", "text/javascript"],
  "/supabase.js": ["node_modules/@supabase/supabase-js/dist/umd/supabase.js", "text/javascript"],
};
const { DRIFTSYNC_URL: url, DRIFTSYNC_KEY: key } = process.env;
if (!url || !key) {
  console.error("set DRIFTSYNC_URL and DRIFTSYNC_KEY, the publishable key");
  process.exit(2);
}
const at = process.argv.indexOf("--port");
const port = at < 0 ? 8080 : Number(process.argv[at + 1]);

const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://127.0.0.1").pathname;
  if (path === "/config.json") {
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ url, key }));
  }
  if (!files[path]) {
    response.writeHead(404);
    return response.end();
  }
  const [file, type] = files[path];
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.end(await readFile(new URL(file, import.meta.url)));
});
server.listen(port, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
