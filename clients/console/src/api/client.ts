import createClient, { type Middleware } from "openapi-fetch";

import { bilingual, isChinese } from "../bilingual";
import { codeInChinese } from "../text/codes";
import type { paths } from "./schema.gen";
import type { Text } from "./types";

/** A refusal of the server, or the news that it cannot be reached, in both languages. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Text,
    readonly hint: Text | null = null,
    readonly field: string | null = null,
  ) {
    super(text.en);
    this.name = "ApiError";
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; field?: string | null; hint?: string };
}

/** A message in both languages; one that is English only is led by what its code means in Chinese. */
function explain(code: string, message: string): Text {
  const text = bilingual(message);
  const meaning = codeInChinese(code);
  return meaning && !isChinese(text.zh) ? { ...text, zh: `${meaning}（${message}）` } : text;
}

/** Read the API's one error shape; anything else becomes a plain "unexpected answer". */
export function readError(status: number, body: unknown): ApiError {
  const error = (body as ErrorBody | null | undefined)?.error;
  if (!error?.message) {
    const text = { zh: `服务器给出了意外的回答（${status}）`, en: `The server gave an unexpected answer (${status})` };
    return new ApiError(status, "unexpected", text);
  }
  const code = error.code ?? "unexpected";
  const hint = error.hint ? bilingual(error.hint) : null;
  return new ApiError(status, code, explain(code, error.message), hint, error.field ?? null);
}

/** The error for a server that does not answer at all. */
export function unreachable(): ApiError {
  return new ApiError(
    0, "unreachable",
    { zh: "连接不上货找服务", en: "Huozhao cannot be reached" },
    { zh: "请确认服务正在运行，然后重试。", en: "Check that the service is running, then try again." },
  );
}

/** A random key that makes a repeated write harmless; works on plain http too, where randomUUID is missing. */
export function idempotencyKey(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

const idempotency: Middleware = {
  onRequest({ request }) {
    if (request.method === "POST" || request.method === "PUT") request.headers.set("Idempotency-Key", idempotencyKey());
    return request;
  },
};

const KEY = "huozhao.key";
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Told when the server wants to know who asks: "login" for a name and password, "key" for an API key. */
export const proofAsked = new EventTarget();

let csrf = "";
/** Remember the session's token, which every unsafe request must carry. */
export function keepCsrf(token: string): void {
  csrf = token;
}

/** Keep the API key for this browser tab only. */
export function keepKey(key: string): void {
  sessionStorage.setItem(KEY, key);
}

/** Headers that prove who asks, for requests that do not go through the client (downloads). */
export function proof(method = "GET"): Record<string, string> {
  const key = globalThis.sessionStorage?.getItem(KEY);
  return {
    ...(key ? { Authorization: `Bearer ${key}` } : {}),
    ...(csrf && !SAFE.has(method) ? { "X-CSRF-Token": csrf } : {}),
  };
}

/** A header that says why personal data is looked at; percent-encoded, because headers are Latin. */
export const reasonHeader = (reason: string): Record<string, string> => ({ "X-Reason": encodeURIComponent(reason) });

async function ask(response: Response): Promise<void> {
  const body = (await response.clone().json().catch(() => null)) as ErrorBody | null;
  proofAsked.dispatchEvent(new Event(body?.error?.code === "login_needed" ? "login" : "key"));
}

const guard: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(proof(request.method))) request.headers.set(name, value);
    return request;
  },
  async onResponse({ request, response }) {
    // The session itself cannot tell whether a name or a key is wanted, and a wrong password is the form's to say.
    const isSession = new URL(request.url).pathname === "/v1/session";
    if (response.status === 401 && !isSession) await ask(response);
    return response;
  },
};

export const client = createClient<paths>({ baseUrl: "" });
client.use(idempotency, guard);

interface Answer<T> { data?: T; error?: unknown; response: Response }

/** Wait for an answer and give its body, or throw an ApiError. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const answer = await pending.catch(() => { throw unreachable(); });
  if (!answer.response.ok) throw readError(answer.response.status, answer.error);
  return answer.data as T;
}
