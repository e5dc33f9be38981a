const crypto = require("crypto");

const ALGORITHM = "sha256";

function sessionKey() {
  return process.env.SHOP_SESSION_KEY || "development";
}

export function sign(body) {
  return crypto.createHmac(ALGORITHM, sessionKey()).update(JSON.stringify(body)).digest("hex");
}

export const größe = (text) => Buffer.byteLength(text, "utf8");
