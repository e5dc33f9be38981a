import { sign } from "./session";

const ORDERS_ROUTE = "/api/v1/orders";
const TIMEOUT_MS = 8000;

export const baseUrl = () => process.env.SHOP_API_URL ?? "http://localhost:8080";

export async function postOrder(body: unknown) {
  const response = await fetch(baseUrl() + ORDERS_ROUTE, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Session": sign(body) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { ok: response.ok, id: (await response.json()).id as string };
}

export async function cancelOrder(id: string) {
  return fetch(baseUrl() + ORDERS_ROUTE + "/" + id, { method: "DELETE" });
}
