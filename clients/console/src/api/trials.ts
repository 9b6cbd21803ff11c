import { client, unwrap } from "./client";
import type { components } from "./schema.gen";
import type { Listing } from "./types";

type Schemas = components["schemas"];
export type Trial = Schemas["TrialOut"];
export type TrialLine = Schemas["TrialLineOut"];
export type Compared = Schemas["TrialComparedOut"];
export type Measure = Schemas["TrialMeasureOut"];
export interface LatestTrial { report: Trial | null; lines: TrialLine[] }

export const trial = (id: string): Promise<Trial> => unwrap(client.GET("/v1/trials/{trial}", { params: { path: { trial: id } } }));

/** The newest trial, and the list of all. */
export async function latestTrial(): Promise<LatestTrial> {
  const { items }: Listing<TrialLine> = await unwrap(client.GET("/v1/trials", {}));
  return { report: items[0] ? await trial(items[0].id) : null, lines: items };
}
