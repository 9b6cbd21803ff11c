import type { Mini } from "../src/weapp";
import type { TestMall } from "./mall";

type Given = Record<string, unknown> & { success?: (got: unknown) => void; fail?: (why: unknown) => void };

/** A phone: its storage outlives the mini programs that run on it, one after the other. */
export class Phone {
  readonly storage = new Map<string, string>();
  /** Characters that fit; WeChat gives a mini program ten million, one key a million. */
  room = 10_000_000;
  isOnline = true;
  /** What the shopper taps when a mini program asks for subscription messages. */
  answer = "accept";
  needsPrivacySheet = true;
  private running?: Running;

  constructor(readonly mall: TestMall) {}

  /** Open the mini program: return what it finds as `wx`. */
  open(): Running {
    this.kill();
    return (this.running = new Running(this));
  }

  /** Take the mini program out of the memory: nothing it began comes to an end. */
  kill(): void {
    if (this.running) this.running.isDead = true;
  }

  get used(): number {
    return [...this.storage].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  }
}

/** One run of the mini program, from its start until it is killed. */
export class Running {
  isDead = false;
  readonly seen: { act: (now: object) => void; selector: string }[] = [];
  private shows: (() => void)[] = [];
  private hides: (() => void)[] = [];
  private nets: ((now: { isConnected: boolean }) => void)[] = [];
  readonly wx: Mini;

  constructor(private readonly phone: Phone) {
    const { storage } = phone;
    const later = (given: Given, act: () => unknown) => setTimeout(() => {
      if (this.isDead) return;
      let got: unknown;
      try {
        got = act();
      } catch (why) {
        given.fail?.({ errMsg: `${why}` });
        return;
      }
      given.success?.(got);
    }, 1);
    this.wx = {
      getStorage: (given: Given) => later(given, () => {
        if (!storage.has(given.key as string)) throw "data not found";
        return { data: storage.get(given.key as string) };
      }),
      setStorage: (given: Given) => later(given, () => {
        const key = given.key as string, data = given.data as string, before = storage.get(key) || "";
        if (data.length > 1_000_000) throw "exceed max size";
        if (phone.used - before.length + data.length > phone.room) throw "exceed storage max size";
        storage.set(key, data);
      }),
      removeStorage: (given: Given) => later(given, () => storage.delete(given.key as string)),
      getStorageInfo: (given: Given) => later(given, () => ({ keys: [...storage.keys()] })),
      request: (given: Given) => setTimeout(() => void this.request(given), 1),
      onAppShow: (act: () => void) => this.shows.push(act),
      onAppHide: (act: () => void) => this.hides.push(act),
      onNetworkStatusChange: (act: (now: { isConnected: boolean }) => void) => this.nets.push(act),
      createIntersectionObserver: () => {
        const observer = {
          relativeToViewport: () => observer,
          observe: (selector: string, act: (now: never) => void) => { this.seen.push({ selector, act: act as never }); },
          disconnect: () => { this.seen.length = 0; },
        };
        return observer;
      },
      requestSubscribeMessage: (given: Given) => later(given, () => Object.fromEntries(
        (given.tmplIds as string[]).map((each) => [each, phone.answer]))),
      getPrivacySetting: (given: Given) => later(given, () => ({ needAuthorization: phone.needsPrivacySheet })),
    } as unknown as Mini;
  }

  show(): void {
    this.shows.forEach((act) => act());
  }

  hide(): void {
    this.hides.forEach((act) => act());
  }

  /** Lose the network, or get it back. */
  network(isConnected: boolean): void {
    this.phone.isOnline = isConnected;
    this.nets.forEach((act) => act({ isConnected }));
  }

  private async request(given: Given): Promise<void> {
    if (this.isDead) return;
    const answer = this.phone.isOnline ? this.phone.mall.answer(given) : undefined;
    await new Promise((resolve) => setTimeout(resolve, this.phone.mall.takesMs));
    if (this.isDead) return;
    if (answer) given.success?.(answer);
    else given.fail?.({ errMsg: "request:fail" });
  }
}
