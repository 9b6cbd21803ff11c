import { client, unwrap } from "./client";
import type { CareDuePage, CareGuide, CareGuideIn, CareGuidePage } from "./types";

export type GuideStep = "start" | "stop" | "undo";
const one = (guide: string) => ({ params: { path: { guide } } });

export const careGuides = (): Promise<CareGuidePage> => unwrap(client.GET("/v1/care/guides", {}));
export const saveGuide = (guide: string, body: CareGuideIn): Promise<CareGuide> => unwrap(client.PUT("/v1/care/guides/{guide}", { ...one(guide), body }));
export const stepGuide = (guide: string, step: GuideStep): Promise<CareGuide> =>
  unwrap(client.POST("/v1/care/guides/{guide}/{step}", { params: { path: { guide, step } } }));
export const careDue = (): Promise<CareDuePage> => unwrap(client.GET("/v1/care/due", { params: { query: { before: 3, days: 14, limit: 200 } } }));
export const handCare = (): Promise<{ due: number; handed: number }> => unwrap(client.POST("/v1/care/hand", {}));
