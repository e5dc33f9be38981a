import { subtotal, validate } from "./checkout";
import { applyDiscount } from "./discount";

function testSubtotal() {
  if (subtotal([{ sku: "tea", cents: 450, count: 2 }]) !== 900) throw new Error("subtotal is off");
}

function testEmptyBasket() {
  if (validate([]) === null) throw new Error("an empty basket went through");
}

function testGoldCoupon() {
  if (applyDiscount(1000, "gold") !== 850) throw new Error("the gold rate is off");
}

testSubtotal();
testEmptyBasket();
testGoldCoupon();
