import { beforeEach, describe, expect, it } from "vitest";

import { phone } from "./phone";
import { Failure } from "../src/api/wire";
import { useList } from "../src/compose/useList";
import { useLoad } from "../src/compose/useLoad";

/** Something to wait for that a test lets come, or fail. */
function awaited<T>() {
  let come!: (value: T) => void, fail!: (why: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => ([come, fail] = [resolve, reject]));
  return { promise, come, fail };
}

describe("what a page waits for", () => {
  beforeEach(() => phone.kept.clear());

  it("stays in sight with the reason beside it while the mall does not answer, and goes with a refusal", async () => {
    const answers: (string | Failure)[] = ["one", new Failure("offline", ""), new Failure("broken", ""), "two", new Failure("refused", "gone")];
    const { value, state, reason, load } = useLoad(async () => {
      const answer = answers.shift();
      if (answer instanceof Failure) throw answer;
      return answer;
    });
    const after = async () => [await load(), value.value, state.value, reason.value !== ""];
    expect(await after()).toEqual([true, "one", "ready", false]);
    expect(await after()).toEqual([false, "one", "ready", true]);
    expect(await after()).toEqual([false, "one", "ready", true]);
    expect(await after()).toEqual([true, "two", "ready", false]);
    expect(await after()).toEqual([false, "two", "refused", true]);
  });

  it("says that there is nothing when nothing ever came", async () => {
    const { state, load } = useLoad(() => Promise.reject(new Failure("offline", "")));
    expect(await load()).toBe(false);
    expect(state.value).toBe("offline");
  });

  it("takes no piece of a list into another that was asked for meanwhile", async () => {
    const late = awaited<{ items: string[]; next: string | null }>();
    let shelf = "tea";
    const { items, next, load, more, clear } = useList<string>((after) => (
      after ? late.promise : Promise.resolve({ items: [shelf], next: shelf === "tea" ? "tea-2" : null })));
    await load();
    const coming = more();
    shelf = "cups";
    clear();
    await load();
    late.come({ items: ["tea-2"], next: "tea-3" });
    await coming;
    expect([items.value, next.value]).toEqual([["cups"], null]);
  });
});
