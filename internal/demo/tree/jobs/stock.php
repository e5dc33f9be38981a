<?php

const LOW_STOCK = 5;

function stockOf(PDO $db, string $sku): int {
    $query = $db->prepare("SELECT count FROM stock WHERE sku = ?");
    $query->execute([$sku]);
    return (int) $query->fetchColumn();
}

function needsOrder(PDO $db, string $sku): bool {
    return stockOf($db, $sku) < LOW_STOCK;
}

function warehouse(): string {
    return getenv("SHOP_WAREHOUSE") ?: "north";
}
