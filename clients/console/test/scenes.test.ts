import { describe, expect, it } from "vitest";

import { blank, fromBody, groupsOf, toBody } from "../src/pages/scenes/draft";

const SAKURA = {
  scene: "wuhan_sakura", title: { zh: "武汉樱花季", en: "Cherry blossom" }, enabled: true, priority: 40, when: { place: { cities: ["武汉"] }, period: { yearly: [{ from: "03-01", to: "04-10" }] } },
  goods: { words: ["樱花"], sort: "heat" }, placements: ["home"],
};

describe("a scene in the form", () => {
  it("comes out as it went in", () => { expect(toBody(fromBody(SAKURA)!)).toEqual(SAKURA); });
  it("reads one value as a list of one", () => {
    expect(groupsOf({ place: { cities: "武汉" }, weather: { drop: 6 }, period: { terms: "立冬" } })).toEqual([
      { place: { cities: ["武汉"] }, weather: { drop: { by_c: 6, days: 3 } }, period: { terms: [{ term: "立冬" }] } },
    ]);
  });
  it("keeps alternatives as groups", () => {
    const body = { ...SAKURA, when: { any: [{ weather: { below_c: 3 } }, { tags: ["mother"] }] } };
    expect(fromBody(body)!.groups).toHaveLength(2);
    expect(toBody(fromBody(body)!).when).toEqual(body.when);
  });
  it("leaves deeper conditions to the text", () => { expect(fromBody({ ...SAKURA, when: { all: [{ any: [] }] } })).toBeNull(); });
  it("says nothing of what is empty", () => { expect(toBody({ ...blank(), id: "a" })).toEqual({ scene: "a", enabled: true, priority: 30, goods: { sort: "heat" }, placements: ["home"] }); });
});
