// Signs in on the page with a headless Chromium, and prints what it shows as JSON.
//
//   node browse.mjs CHROMIUM PAGE EMAIL PASSWORD PICTURE
import puppeteer from "puppeteer-core";

const [executablePath, page_url, email, password, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1180, height: 1080 });
  const problems = [];
  page.on("pageerror", (problem) => problems.push(String(problem)));
  page.on("console", (message) => message.type() === "error" && !message.location().url?.endsWith("favicon.ico") && problems.push(message.text()));
  await page.goto(page_url);
  await page.waitForSelector("#login:not([hidden])");
  const signIn = async (secret) => {
    await page.$eval("#password", (input) => (input.value = ""));
    await page.type("#password", secret);
    await page.click("#login button");
  };
  await page.type("#email", email);
  await signIn("not the password");
  await page.waitForSelector("#message.bad");
  const refused = await page.$eval("#message", (e) => e.textContent);
  const before = problems.splice(0).length;
  await signIn(password);
  await page.waitForSelector("body[data-ready]");
  const shown = await page.evaluate(() => ({
    tiles: [...document.querySelectorAll(".tile")].map((t) => t.innerText),
    areas: [...document.querySelectorAll("#trend polygon")].map((p) => p.dataset.severity),
    rules: document.querySelectorAll("#top tr").length,
    owasp: [...document.querySelectorAll("#owasp .found")].map((c) => c.textContent),
    secrets: document.querySelectorAll("#secrets .bar").length,
    message: document.getElementById("message").textContent,
  }));
  await page.screenshot({ path: picture, fullPage: true });
  await page.click("#logout");
  await page.waitForSelector("#login:not([hidden])");
  console.log(JSON.stringify({ ...shown, refused, before, problems }));
} finally {
  await browser.close();
}
