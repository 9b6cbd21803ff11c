import { client, unwrap } from "./client";
import type { Job, Listing, ModelCard, ModelRun, Predictions } from "./types";

export const modelCards = (): Promise<Listing<ModelCard>> => unwrap(client.GET("/v1/predictions", {}));
export const modelCard = (tag: string): Promise<ModelCard> => unwrap(client.GET("/v1/predictions/{tag}", { params: { path: { tag } } }));
export const modelRuns = (tag: string): Promise<Listing<ModelRun>> =>
  unwrap(client.GET("/v1/predictions/{tag}/runs", { params: { path: { tag } } }));
export const train = (): Promise<Job> => unwrap(client.POST("/v1/predictions/train", {}));
export const setBounds = (tag: string, enter: number | null, exit: number | null): Promise<ModelCard> =>
  unwrap(client.PUT("/v1/predictions/{tag}", { params: { path: { tag } }, body: { enter, exit } }));
export const predictionsOf = (shopper: string): Promise<Predictions> =>
  unwrap(client.GET("/v1/shoppers/{shopper}/predictions", { params: { path: { shopper } } }));
