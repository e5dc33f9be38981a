// Signs the test user in and prints the environment of a push.
//
//   node env.mjs --port 54321
import { account, key } from "./account.mjs";

const at = process.argv.indexOf("--port");
const base = `http://127.0.0.1:${at < 0 ? 54321 : process.argv[at + 1]}`;
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
const environment = {
  DRIFTSYNC_URL: base,
  DRIFTSYNC_KEY: key,
  DRIFTSYNC_TENANT: account.tenant,
  DRIFTSYNC_PROJECT: account.project,
  DRIFTSYNC_TOKEN: token,
};
for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`);
