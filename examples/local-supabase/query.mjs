// Signs the test user in, reads a table or view and prints it.
//
//   node query.mjs --port 54321 'v_project_health?select=project_name,total_violations'
import { account, key } from "./account.mjs";

const at = process.argv.indexOf("--port");
const base = `http://127.0.0.1:${at < 0 ? 54321 : process.argv[at + 1]}`;
const headers = { apikey: key, "content-type": "application/json" };
const signedIn = await fetch(`${base}/auth/v1/token?grant_type=password`, {
  method: "POST",
  headers,
  body: JSON.stringify({ email: account.email, password: account.password }),
});
const { access_token: token } = await signedIn.json();
const response = await fetch(`${base}/rest/v1/${process.argv.at(-1)}`, { headers: { ...headers, authorization: `Bearer ${token}` } });
if (!response.ok) {
  console.error(`read: status ${response.status}`);
  process.exit(1);
}
console.table(await response.json());
