import { describe, expect, it } from "vitest";

import { ApiError, idempotencyKey, readError, unwrap } from "../src/api/client";

const answer = (status: number, body: { data?: unknown; error?: unknown }) =>
  Promise.resolve({ ...body, response: new Response(null, { status }) });

describe("an error of the API", () => {
  it("keeps both languages, the field and the hint", () => {
    const error = readError(422, {
      error: { code: "unknown_sku", message: "no sku x", field: "sku", hint: "list it" },
    });
    expect(error.text).toEqual({ zh: "未知的商品（no sku x）", en: "no sku x" });
    expect(error.hint?.en).toBe("list it");
    expect([error.code, error.field, error.status]).toEqual(["unknown_sku", "sku", 422]);
  });
  it("falls back to English where no Chinese is written for its code", () => {
    expect(readError(404, { error: { code: "brand_new", message: "gone" } }).text.zh).toBe("gone");
  });
  it("is still readable when the answer is not of the API's shape", () => {
    expect(readError(502, "<html>").code).toBe("unexpected");
  });
});

describe("unwrap", () => {
  it("gives the body of a good answer", async () => {
    expect(await unwrap(answer(200, { data: { items: [] } }))).toEqual({ items: [] });
  });
  it("throws the server's refusal", async () => {
    await expect(unwrap(answer(409, { error: { error: { code: "conflict", message: "no" } } }))).rejects.toThrow("no");
  });
  it("says when the server is away", async () => {
    const error = await unwrap(Promise.reject(new TypeError("fetch failed"))).catch((reason: ApiError) => reason);
    expect((error as ApiError).code).toBe("unreachable");
  });
});

it("an idempotency key is fresh each time", () => {
  expect(idempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(idempotencyKey()).not.toBe(idempotencyKey());
});
