import { setClock } from "../store/clock";

const BASE = import.meta.env.VITE_MALL_URL ?? "";
const PATIENCE_MS = 15_000;

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type FailureKind = "offline" | "refused" | "closed" | "broken";
type Value = string | number | boolean | undefined | null;

export interface Asked {
  query?: Record<string, Value | string[]>;
  body?: object;
  /** Makes a repeat of a write harmless: the same key is answered from record. */
  key?: string;
}

/** Why a request did not come to its answer: no network, refused by the mall (with its reason), closed to guests, or a fault. */
export class Failure extends Error {
  constructor(readonly kind: FailureKind, message: string, readonly status = 0, readonly code = "", readonly field = "",
              readonly hint = "") {
    super(message);
  }
}

/** Send one request, with a token where it speaks for a shopper. Throws Failure. */
export function send<T>(method: Method, path: string, asked: Asked, token = ""): Promise<T> {
  const header: Record<string, string> = { "Content-Type": "application/json" };
  if (token) header.Authorization = `Bearer ${token}`;
  if (asked.key) header["Idempotency-Key"] = asked.key;
  return new Promise<T>((resolve, reject) => {
    uni.request({
      url: BASE + path + queryOf(asked.query), method, header, timeout: PATIENCE_MS,
      data: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      success: ({ statusCode, data, header: told }) => {
        setClock(Number((told as Record<string, string>)["x-mall-time"]));
        if (statusCode < 300) resolve(data as T);
        else reject(failureOf(statusCode, data));
      },
      fail: ({ errMsg }) => reject(new Failure("offline", errMsg)),
    });
  });
}

function failureOf(status: number, data: unknown): Failure {
  const error = (data as { error?: Record<string, string> } | null)?.error ?? {};
  const kind = error.code === "guests_off" ? "closed" : status >= 500 || status === 0 ? "broken" : "refused";
  return new Failure(kind, error.message ?? "", status, error.code, error.field, error.hint);
}

function queryOf(query: Asked["query"]): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") parts.push(`${name}=${encodeURIComponent(String(each))}`);
    }
  }
  return parts.length ? `?${parts.join("&")}` : "";
}

/** Return an id that nobody else makes: time, then chance. */
export function newId(prefix: string): string {
  const chance = () => Math.floor(Math.random() * 36 ** 6).toString(36).padStart(6, "0");
  return `${prefix}-${Date.now().toString(36)}${chance()}${chance()}`;
}
