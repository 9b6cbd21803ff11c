import { client, unwrap } from "./client";
import type { Listing, SizeAdvice, SizeCurve, SizeWear } from "./types";

export const sizeCurve = (spu: string): Promise<SizeCurve> => unwrap(client.GET("/v1/size-curves/{spu}", { params: { path: { spu } } }));
export const sizesOf = (shopper: string): Promise<Listing<SizeWear>> => unwrap(client.GET("/v1/shoppers/{shopper}/sizes", { params: { path: { shopper } } }));
export const sizeAdvice = (shopper: string, spu: string, like = ""): Promise<SizeAdvice> => unwrap(client.GET("/v1/size-advice", { params: { query: { shopper, spu, like } } }));
