/** What an answer of the mall says. `time` is the mall's clock in ms (0 = not said), `wait` what Retry-After asks, in ms. */
export interface Answer {
  status: number;
  time: number;
  wait: number;
  body: unknown;
}

/** What the kit needs of the place it runs in: a browser or a mini program. */
export interface Platform {
  /** Where consents are given: "weapp" or "h5". */
  readonly name: string;
  get(key: string): Promise<string | undefined>;
  /** Write at once where the platform can; rejects when the storage is full. */
  set(key: string, text: string): Promise<unknown>;
  remove(key: string): Promise<unknown>;
  keys(): Promise<string[]>;
  /** Ask the mall; rejects when nothing answered. `isLast` says that the page may be gone before the answer. */
  ask(method: string, url: string, headers: Record<string, string>, body?: string, isLast?: boolean): Promise<Answer>;
  /** Say that this sitting lives, and return those that live beside it and look after their own events. */
  beside(sitting: string): Promise<string[]>;
  onShow(act: () => void): void;
  onHide(act: () => void): void;
  onOnline(act: () => void): void;
}

export const PATIENCE_MS = 20_000;

/** Read the headers that matter. */
export function answerOf(status: number, header: (name: string) => string | null | undefined, body: unknown): Answer {
  return { status, time: Number(header("x-mall-time")) || 0, wait: Number(header("retry-after")) * 1000 || 0, body };
}
