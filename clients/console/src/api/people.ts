import { client, reasonHeader, unwrap } from "./client";
import type { ErasureReceipt, Held, Person } from "./types";

const of = (shopper: string) => ({ params: { path: { shopper } } });
type Kind = "account" | "openid" | "unionid" | "phone" | "member_card" | "device";
interface Link { shopper: string; kind: string; value: string }
const linkBody = (link: Link) => ({ shopper: link.shopper, kind: link.kind as Kind, value: link.value });

export const identities = (shopper: string): Promise<Person> => unwrap(client.GET("/v1/shoppers/{shopper}/identities", of(shopper)));
export const link = (each: Link): Promise<Person> => unwrap(client.POST("/v1/identities/link", { body: linkBody(each) }));
export const unlink = (each: Link): Promise<Person> => unwrap(client.POST("/v1/identities/unlink", { body: linkBody(each) }));

export const lookup = (phone: string): Promise<{ shoppers: string[]; phone: string }> =>
  unwrap(client.POST("/v1/shoppers/lookup", { body: { phone } }));
export const reveal = (shopper: string, field: string, reason: string): Promise<{ value: string }> =>
  unwrap(client.POST("/v1/shoppers/{shopper}/reveal", { ...of(shopper), body: { field, order: "" }, headers: reasonHeader(reason) }));
export const held = (shopper: string): Promise<Held> => unwrap(client.GET("/v1/shoppers/{shopper}/privacy", of(shopper)));
export const erase = (shopper: string): Promise<ErasureReceipt> =>
  unwrap(client.POST("/v1/shoppers/{shopper}/erase", of(shopper))) as Promise<unknown> as Promise<ErasureReceipt>;
