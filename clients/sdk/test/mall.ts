interface Sent {
  id: string;
  name: string;
  at: number;
  shopper: string;
  properties: Record<string, unknown>;
}

interface Request {
  method: string;
  path: string;
  body: Record<string, unknown>;
  shopper: string;
}

const FUTURE_MS = 300_000;

/** The mall's rules for events, small enough to read; tests/sdk goes through the real one. */
export class TestMall {
  readonly stored = new Map<string, Sent>();
  readonly requests: Request[] = [];
  /** The mall's own clock runs beside the phone's. */
  ahead = 0;
  /** What goes wrong now: a status, or "lost" = the mall did it and the answer never came. */
  fault?: number | "lost";
  retryAfterS = 0;
  /** How long an answer is under way. */
  takesMs = 30;
  conflicts = 0;
  page: object = { request_id: "r1", placement: "home", zones: [{ zone: "for_you" }], popup: null, cards: [], degraded: false };
  /** Tokens that hold; a token is its shopper's name and a number. */
  readonly tokens = new Set<string>();
  private issued = 0;

  /** Give a token, as the mall's own server would. */
  async signIn(shopper: string): Promise<{ shopper: string; token: string }> {
    return this.enter(shopper);
  }

  /** Return the paths that were asked. */
  get paths(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** Answer as wx.request brings it; undefined = nothing comes back. */
  answer(given: Record<string, unknown>): object | undefined {
    if (typeof this.fault === "number") return this.reply(this.fault, { error: {} });
    if (given.url === "https://mall.example/v1/storefront/session") return this.reply(200, this.enter("guest"));
    const token = ((given.header as Record<string, string>).Authorization || "").replace("Bearer ", "");
    const reply = this.tokens.has(token) ? this.act(given, token.split(".")[0] || "") : this.reply(401, { error: {} });
    return this.fault === "lost" ? undefined : reply;
  }

  private enter(shopper: string): { shopper: string; token: string } {
    const token = `${shopper}.${++this.issued}`;
    this.tokens.add(token);
    return { shopper, token };
  }

  private act(given: Record<string, unknown>, shopper: string): object {
    const body = given.data ? (JSON.parse(given.data as string) as Record<string, unknown>) : {};
    const path = (given.url as string).replace("https://mall.example", "");
    this.requests.push({ method: given.method as string, path, body, shopper });
    if (path === "/v1/events") return this.reply(200, this.record(body.events as Sent[], shopper));
    if (path === "/v1/page") return this.reply(200, this.page);
    return this.reply(200, {});
  }

  private record(events: Sent[], shopper: string): object {
    const receipt = { accepted: 0, duplicate: 0, refused: [] as { index: number; code: string }[] };
    for (const [index, event] of events.entries()) {
      const before = this.stored.get(event.id);
      const code = event.shopper !== shopper ? "not_yours" : event.at > this.now() + FUTURE_MS ? "time_in_future"
        : before && JSON.stringify(before) !== JSON.stringify(event) ? "id_conflict" : "";
      if (code === "id_conflict") this.conflicts += 1;
      if (code) receipt.refused.push({ index, code });
      else if (before) receipt.duplicate += 1;
      else {
        receipt.accepted += 1;
        this.stored.set(event.id, event);
      }
    }
    return receipt;
  }

  private now(): number {
    return Date.now() + this.ahead;
  }

  private reply(statusCode: number, data: object): object {
    const header: Record<string, string> = { "X-Mall-Time": `${this.now()}` };
    if (this.retryAfterS) header["Retry-After"] = `${this.retryAfterS}`;
    return { statusCode, data, header };
  }
}
