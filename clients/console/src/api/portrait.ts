import { client, unwrap } from "./client";
import type { Job, Portrait } from "./types";

export const portrait = (span: number): Promise<Portrait> => unwrap(client.GET("/v1/portrait", { params: { query: { span } } }));
export const fetchPortrait = (): Promise<Job> => unwrap(client.POST("/v1/portrait/fetch", {}));
export const importPortrait = (body: Record<string, unknown>): Promise<{ first: string; last: string }> =>
  unwrap(client.POST("/v1/portrait", { body: body as never }));
