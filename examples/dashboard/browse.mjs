// Looks at every view of a dashboard with a headless Chromium, uses it by keyboard, and prints
// what it saw as JSON. With an account it signs in first.
//
//   node browse.mjs CHROMIUM ADDRESS PICTURES [EMAIL PASSWORD]
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [executablePath, address, pictures, email, password] = process.argv.slice(2);
const views = ["overview", "violations", "rules", "security", "coupling", "dna", "memories", "calls", "tables", "push"];
const desktop = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
const phone = { ...narrow, deviceScaleFactor: 2, isMobile: true };

// A busy machine starts a browser slowly, and draws slowly.
const timeout = 120_000;
const browser = await puppeteer.launch({ executablePath, timeout, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(timeout);
  await page.setViewport(desktop);
  const seen = { problems: [], hosts: new Set(), views: {}, wide: [] };
  page.on("pageerror", (problem) => seen.problems.push(String(problem)));
  // A project refuses to count groups of rows, which Chromium notes, and the pages get along with.
  page.on("console", (message) => message.type() === "error" && !(email && message.location().url?.includes("count%28%29")) && seen.problems.push(message.text()));
  page.on("request", (request) => seen.hosts.add(new URL(request.url()).host));
  const [base, token] = address.split("#");
  const ready = (view) => page.waitForSelector(`body[data-ready="${view}"]`);

  await page.goto(address);
  if (email) {
    const signIn = async (secret) => {
      await page.type("#password", secret);
      await page.click("#login button");
    };
    await page.waitForSelector("#login");
    await page.type("#email", email);
    await signIn("not the password");
    await page.waitForFunction(() => document.querySelector("#message").textContent);
    seen.refused = await page.$eval("#message", (e) => e.textContent);
    seen.problems.length = 0; // Chromium notes the status of the refusal
    await signIn(password);
  }
  await ready("overview");
  seen.address = await page.evaluate(() => location.href);
  seen.tiles = await page.$$eval(".tile", (all) => all.map((t) => t.innerText));
  seen.trend = await page.$$eval(".plot canvas", (all) => all.length);
  seen.owasp = await page.$$eval(".chips .found", (all) => all.map((c) => c.firstChild.textContent));
  seen.sent = await page.$eval("#sent", (e) => e.textContent);
  await page.screenshot({ path: join(pictures, "dashboard.png"), clip: { x: 0, y: 0, ...desktop } });

  // On a phone nothing is wider than the screen.
  for (const view of views) {
    await page.goto(`${base}?view=${view}`);
    await ready(view);
    await page.setViewport(narrow);
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) seen.wide.push(view);
    await page.setViewport(desktop);
    seen.views[view] = await page.evaluate(() => ({
      title: document.querySelector("h1").textContent,
      alerts: [...document.querySelectorAll("[role=alert]")].map((e) => e.textContent),
      rows: document.querySelectorAll("tbody tr, .bars li, .names li").length,
      nameless: [...document.querySelectorAll("input, select, button, a[href]")].filter((e) => !e.textContent.trim() && !e.labels?.length && !e.ariaLabel).length,
    }));
  }

  // A filter goes into the address, and Back takes it out again.
  await page.goto(`${base}?view=violations`);
  await ready("violations");
  await page.focus("[name=severity]");
  await page.select("[name=severity]", "error");
  await page.waitForFunction(() => location.search.includes("severity=error") && document.body.dataset.ready);
  seen.filtered = await page.$$eval("tbody .word", (all) => [...new Set(all.map((e) => e.textContent))]);
  seen.kept = await page.evaluate(() => document.activeElement.name);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("[name=severity]")?.value === "" && document.body.dataset.ready);

  // By keyboard: the first stop skips to the content, and a link leads to another view.
  await page.goto(`${base}?view=tables`);
  await ready("tables");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  seen.skip = await page.evaluate(() => document.activeElement.textContent);
  await page.focus("#views li:nth-child(2) a");
  await page.keyboard.press("Enter");
  await ready("violations");
  seen.focus = await page.evaluate(() => document.activeElement.tagName);

  await page.setViewport(phone);
  await page.goto(base);
  await ready("overview");
  await page.screenshot({ path: join(pictures, "dashboard-phone.png"), clip: { x: 0, y: 0, width: phone.width, height: phone.height } });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.setViewport(desktop);
  await page.goto(base);
  await ready("overview");
  await page.screenshot({ path: join(pictures, "dashboard-dark.png"), clip: { x: 0, y: 0, ...desktop } });

  if (token) {
    // The policy keeps even a script of the page from asking elsewhere.
    const before = seen.problems.length;
    seen.outside = await page.evaluate(() => fetch("http://127.0.0.1:9/").then(() => "asked", () => "refused"));
    seen.policy = seen.problems.splice(before).some((text) => text.includes("Content Security Policy"));
    const stranger = await (await browser.createBrowserContext()).newPage();
    stranger.setDefaultTimeout(timeout);
    await stranger.goto(base);
    await stranger.waitForSelector("body[data-ready=refused]");
    seen.stranger = await stranger.$eval("[role=alert] code", (e) => e.textContent);
  } else {
    await page.click("#logout");
    await page.waitForSelector("#login");
  }
  console.log(JSON.stringify({ ...seen, hosts: [...seen.hosts] }));
} finally {
  await browser.close();
}
