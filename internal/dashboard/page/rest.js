// Asks a server that speaks PostgREST's grammar for rows.

// Refused is an answer that says why there are no rows, and what to do next.
export class Refused extends Error {
  constructor({ code = "", message = "There was no answer", hint = "" } = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

// rest returns a function that reads a view. Headers are asked for at each request.
export function rest(base, headers) {
  return async (view, query = {}, { counted = false } = {}) => {
    const url = new URL(`${base}/${view}`, document.baseURI);
    for (const [name, values] of Object.entries(query)) {
      for (const value of [values].flat()) if (value !== undefined && value !== "") url.searchParams.append(name, value);
    }
    const answer = await read(url, { ...(await headers()), ...(counted && { Prefer: "count=exact" }) });
    const total = Number(answer.headers.get("Content-Range")?.split("/")[1]);
    return { rows: answer.body, total: Number.isFinite(total) ? total : null };
  };
}

// read returns the headers and the parsed body of an answer.
export async function read(url, headers) {
  let response;
  try {
    response = await fetch(url, { headers });
  } catch {
    throw new Refused({ message: "The dashboard has ended, or cannot be reached", hint: "Start it again." });
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new Refused(body ?? undefined);
  return { headers: response.headers, body };
}
