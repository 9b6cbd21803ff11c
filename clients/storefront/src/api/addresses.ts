import { ask } from "./http";
import type { Address, AddressGiven, Listed } from "./types";

const of = (id: string): string => `/v1/me/addresses/${encodeURIComponent(id)}`;

export const getAddresses = () => ask<Listed<Address>>("GET", "/v1/me/addresses");

/** Keep an address under an id; sent again it is the same one. */
export const putAddress = (id: string, given: AddressGiven) => ask<Address>("PUT", of(id), { body: given });
export const deleteAddress = (id: string) => ask<Listed<Address>>("DELETE", of(id));
