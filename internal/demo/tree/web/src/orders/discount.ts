const GOLD_RATE = 0.15;
const COUPONS: Record<string, number> = { "spring": 0.05, "gold": GOLD_RATE };

export function rateOf(coupon: string): number {
  return COUPONS[coupon.toLowerCase()] ?? 0;
}

export function applyDiscount(cents: number, coupon: string): number {
  return Math.round(cents * (1 - rateOf(coupon)));
}
