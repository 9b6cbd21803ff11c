import { client, unwrap } from "./client";
import type { components } from "./schema.gen";
import type { Listing } from "./types";

type Schemas = components["schemas"];
export type Experiment = Schemas["ExperimentOut"];
export type ExperimentIn = Schemas["ExperimentIn"];
export type ExperimentReport = Schemas["ExperimentReportOut"];
export type Comparison = ExperimentReport["comparisons"][number];
export type ExperimentPlan = Schemas["ExperimentPlanOut"];
export type Goal = Schemas["GoalOut"];
export type Step = "start" | "stop" | "undo";

const one = (id: string) => ({ params: { path: { id } } });

export const experiments = (): Promise<Listing<Experiment>> => unwrap(client.GET("/v1/experiments", {}));
export const experiment = (id: string): Promise<Experiment> => unwrap(client.GET("/v1/experiments/{id}", one(id)));
export const goals = (): Promise<Listing<Goal>> => unwrap(client.GET("/v1/experiments/metrics", {}));
export const saveExperiment = (id: string, body: ExperimentIn): Promise<Experiment> => unwrap(client.PUT("/v1/experiments/{id}", { ...one(id), body }));
export const planExperiment = (body: ExperimentIn): Promise<ExperimentPlan> => unwrap(client.POST("/v1/experiments/plan", { body }));
export const experimentReport = (id: string): Promise<ExperimentReport> => unwrap(client.GET("/v1/experiments/{id}/report", one(id)));
export const measureExperiment = (id: string): Promise<{ days: number }> => unwrap(client.POST("/v1/experiments/{id}/measure", one(id)));
export const takeArm = (id: string, arm: string): Promise<Experiment> => unwrap(client.POST("/v1/experiments/{id}/decide", { ...one(id), body: { arm } }));
export const stepExperiment = (id: string, step: Step): Promise<Experiment> => unwrap(client.POST("/v1/experiments/{id}/{step}", { params: { path: { id, step } } }));
