// Prints the environment of a push, with a token of the test user; with --account the
// project's URL and key and the user's name and password instead.
//
//   node env.mjs --port 54321 [--account]
import { account, key } from "./account.mjs";

const at = process.argv.indexOf("--port");
const base = `http://127.0.0.1:${at < 0 ? 54321 : process.argv[at + 1]}`;
const environment = { DRIFTSYNC_URL: base, DRIFTSYNC_KEY: key };
if (process.argv.includes("--account")) {
  Object.assign(environment, { LOCAL_EMAIL: account.email, LOCAL_PASSWORD: account.password });
} else {
  const response = await fetch(`${base}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: key, "content-type": "application/json" },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  if (!response.ok) {
    console.error(`sign in: status ${response.status}`);
    process.exit(1);
  }
  const { access_token: token } = await response.json();
  Object.assign(environment, { DRIFTSYNC_TENANT: account.tenant, DRIFTSYNC_PROJECT: account.project, DRIFTSYNC_TOKEN: token });
}
for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`);
