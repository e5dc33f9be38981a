// Connects the pages with the driftsync that serves them. Another source.js in its place
// connects the same pages with a Supabase project: see examples/dashboard.
import { read, rest } from "./rest.js";

const kept = "driftsync dashboard token";

// open returns what the pages read: about, rows, and the address that opens the page at hand
// in another browser of this machine.
export async function open() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    localStorage.setItem(kept, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const token = localStorage.getItem(kept) ?? "";
  const headers = () => ({ "X-Driftsync-Token": token });
  const { body: about } = await read("about.json", headers());
  return { about, rows: rest("rest/v1", headers), link: () => `${location.href.split("#")[0]}#token=${token}` };
}
