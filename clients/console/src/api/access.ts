import { client, unwrap } from "./client";
import type { AccessKey, Listing, Look, Session, User } from "./types";

export const session = (): Promise<Session> => unwrap(client.GET("/v1/session", {}));
export const logIn = (name: string, password: string): Promise<Session> =>
  unwrap(client.POST("/v1/session", { body: { name, password } }));
export const logOut = (): Promise<unknown> => unwrap(client.DELETE("/v1/session", {}));
export const changePassword = (password: string, wanted: string): Promise<unknown> =>
  unwrap(client.PUT("/v1/session/password", { body: { password, wanted } }));

export const users = (): Promise<Listing<User>> => unwrap(client.GET("/v1/users", {}));
export const addUser = (name: string, role: string, password: string): Promise<User> =>
  unwrap(client.POST("/v1/users", { body: { name, role, password } }));

export interface UserChange { role?: string; disabled?: boolean; password?: string }
export const changeUser = (name: string, change: UserChange): Promise<User> =>
  unwrap(client.PUT("/v1/users/{name}", { params: { path: { name } }, body: change as never }));

export const keys = (): Promise<Listing<AccessKey>> => unwrap(client.GET("/v1/keys", {}));
export const addKey = (name: string, scopes: string[], days: number): Promise<AccessKey> =>
  unwrap(client.POST("/v1/keys", { body: { name, scopes, days, rate_per_s: 0 } }));
export const revokeKey = (name: string): Promise<AccessKey> =>
  unwrap(client.DELETE("/v1/keys/{name}", { params: { path: { name } } }));

export interface LookFilter { who?: string; shopper?: string; what?: string; since?: string; until?: string }
export const looks = (query: LookFilter & { after?: string; limit?: number }): Promise<Listing<Look>> =>
  unwrap(client.GET("/v1/access-log", { params: { query } }));
