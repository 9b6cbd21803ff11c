/** A command that sends one event to this very server, ready to paste into a terminal. */
export function curl(origin: string, at: Date): string {
  const event = { id: "e-1", name: "Product Viewed", at: at.toISOString(), shopper: "s-1", properties: { sku: "sku-1" } };
  return [
    `curl -X POST ${origin}/v1/events \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify({ events: [event] })}'`,
  ].join("\n");
}
