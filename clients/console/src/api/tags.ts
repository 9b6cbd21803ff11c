import { client, unwrap } from "./client";
import type { Job, Listing, Preview, Reasons, TagDetail, TagRow, TagSize, TagsStatus, Valid } from "./types";

const of = (tag: string) => ({ params: { path: { tag } } });

export const tags = (): Promise<Listing<TagRow>> => unwrap(client.GET("/v1/tags", {}));
export const tag = (name: string): Promise<TagDetail> => unwrap(client.GET("/v1/tags/{tag}", of(name)));
export const tagSizes = (name: string): Promise<{ items: TagSize[] }> => unwrap(client.GET("/v1/tags/{tag}/sizes", of(name)));
export const tagsStatus = (): Promise<TagsStatus> => unwrap(client.GET("/v1/tags/status", {}));
export const validate = (source: string): Promise<Valid> => unwrap(client.POST("/v1/tags/validate", { body: { source } }));
export const preview = (source: string): Promise<{ items: Preview[] }> => unwrap(client.POST("/v1/tags/preview", { body: { source } }));
export const keepDraft = (source: string): Promise<unknown> => unwrap(client.PUT("/v1/tags/drafts", { body: { source } }));
export const publish = (source: string): Promise<Job> => unwrap(client.POST("/v1/tags/publish", { body: { source } }));
export const withdraw = (name: string): Promise<TagRow> => unwrap(client.POST("/v1/tags/{tag}/withdraw", of(name)));
export const restore = (name: string, version: number): Promise<TagRow> =>
  unwrap(client.POST("/v1/tags/{tag}/restore", { ...of(name), body: { version } }));
export const reasons = (shopper: string, name: string): Promise<Reasons> =>
  unwrap(client.GET("/v1/shoppers/{shopper}/tags/{tag}", { params: { path: { shopper, tag: name } } }));
