import { vi } from "vitest";

/** A phone in memory: storage as a mini program has it, and requests that a test answers. */
type Request = { url: string; method: string; header: Record<string, string>; data?: string; success: (answer: object) => void; fail: (error: { errMsg: string }) => void };
export type Answering = (request: Request) => { status: number; body?: unknown; header?: Record<string, string> } | "offline";

const kept = new Map<string, unknown>();
export const phone = { answer: (() => "offline") as Answering, asked: [] as Request[], kept };

vi.stubGlobal("uni", {
  getStorageSync: (name: string) => kept.get(name) ?? "",
  setStorageSync: (name: string, value: unknown) => kept.set(name, structuredClone(value)),
  removeStorageSync: (name: string) => kept.delete(name),
  getStorageInfoSync: () => ({ keys: [...kept.keys()] }),
  setTabBarBadge: () => undefined,
  removeTabBarBadge: () => undefined,
  request: (request: Request) => {
    phone.asked.push(request);
    const answer = phone.answer(request);
    if (answer === "offline") request.fail({ errMsg: "request:fail" });
    else request.success({ statusCode: answer.status, data: answer.body, header: answer.header ?? {} });
  },
});
