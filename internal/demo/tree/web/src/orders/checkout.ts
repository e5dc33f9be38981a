import { applyDiscount } from "./discount";
import { postOrder } from "../api/client";

export const MAX_ITEMS = 40;
export const DEFAULT_CURRENCY = "EUR";
const RETRY_MESSAGE = "The order could not be stored, please try again";

export interface Item {
  sku: string;
  cents: number;
  count: number;
}

export function subtotal(items: Item[]): number {
  return items.reduce((sum, item) => sum + item.cents * item.count, 0);
}

export function validate(items: Item[]): string | null {
  if (items.length === 0) return "The basket is empty";
  if (items.length > MAX_ITEMS) return "Too many items in the basket";
  return null;
}

export async function checkout(items: Item[], coupon: string): Promise<string> {
  const problem = validate(items);
  if (problem) throw new Error(problem);
  const total = applyDiscount(subtotal(items), coupon);
  const reply = await postOrder({ items, total, currency: process.env.SHOP_CURRENCY ?? DEFAULT_CURRENCY });
  if (!reply.ok) throw new Error(RETRY_MESSAGE);
  return reply.id;
}
