// An OAuth provider that answers as github.com does and approves at once, so that the
// login in a browser can be tried without an account. It knows one user, who does not
// agree where the browser asks with ?deny=1.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { account } from "./account.mjs";

const codes = new Set();
const token = () => randomBytes(12).toString("hex");
const json = (response, status, value) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
};

const answers = {
  "/login/oauth/authorize": (request, response, query) => {
    const back = new URL(query.get("redirect_uri"));
    if (query.get("deny")) {
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("error_description", "The user has denied your application access.");
    } else {
      const code = token();
      codes.add(code);
      back.searchParams.set("code", code);
    }
    back.searchParams.set("state", query.get("state") ?? "");
    response.writeHead(302, { location: back.toString() });
    response.end();
  },
  "/login/oauth/access_token": (request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const known = codes.delete(new URLSearchParams(body).get("code"));
      if (!known) return json(response, 400, { error: "bad_verification_code" });
      json(response, 200, { access_token: token(), token_type: "bearer", scope: "user:email" });
    });
  },
  "/api/v3/user": (request, response) => json(response, 200, { id: 4242, login: "ada", name: "Ada", email: account.email, avatar_url: "" }),
  "/api/v3/user/emails": (request, response) => json(response, 200, [{ email: account.email, primary: true, verified: true }]),
};

export function startProvider(port) {
  return new Promise((ready) => {
    const server = createServer((request, response) => {
      const url = new URL(request.url, `http://127.0.0.1:${port}`);
      const answer = answers[url.pathname];
      if (answer) answer(request, response, url.searchParams);
      else json(response, 404, { message: "Not Found" });
    });
    server.listen(port, "127.0.0.1", () => ready(`http://127.0.0.1:${server.address().port}`));
  });
}
