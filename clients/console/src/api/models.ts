import { client, unwrap } from "./client";
import type { components, paths } from "./schema.gen";
import type { Job } from "./types";

type Schemas = components["schemas"];
type Got<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;

export type Evaluation = Got<"/v1/evaluations/{evaluation}">;
export type EvaluationLine = Schemas["EvaluationLineOut"];
export type Task = Evaluation["tasks"][number];
export type Logged = NonNullable<Evaluation["logged"]>;
export type Models = Got<"/v1/models">;
export type LearnedModel = Models["items"][number];
export interface Latest { report: Evaluation | null; lines: EvaluationLine[] }

/** The newest report, and the list of all. */
export async function latestEvaluation(): Promise<Latest> {
  const { items } = await unwrap(client.GET("/v1/evaluations", {}));
  const first = items[0];
  return { lines: items, report: first ? await evaluation(first.id) : null };
}
export const evaluation = (id: string): Promise<Evaluation> =>
  unwrap(client.GET("/v1/evaluations/{evaluation}", { params: { path: { evaluation: id } } }));
export const startEvaluation = (days: number): Promise<Job> => unwrap(client.POST("/v1/evaluations", { body: { days } }));
export const startTraining = (): Promise<Job> => unwrap(client.POST("/v1/models/train", {}));
export const models = (): Promise<Models> => unwrap(client.GET("/v1/models", {}));
export const activate = (version: string): Promise<LearnedModel> =>
  unwrap(client.POST("/v1/models/{version}/activate", { params: { path: { version } } }));
