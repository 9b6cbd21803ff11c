import { client, unwrap } from "./client";
import type { Context, Listing, Scene, SceneBody, SceneHistory, SceneLook, SceneLookIn, SceneValid } from "./types";

export type SceneStep = "publish" | "on" | "off" | "undo";
const one = (scene: string) => ({ params: { path: { scene } } });

export const scenes = (): Promise<Listing<Scene>> => unwrap(client.GET("/v1/scenes", {}));
export const sceneTemplates = (): Promise<Listing<SceneBody>> => unwrap(client.GET("/v1/scenes/templates", {})) as Promise<Listing<SceneBody>>;
export const scene = (id: string): Promise<SceneHistory> => unwrap(client.GET("/v1/scenes/{scene}", one(id)));
export const saveScene = (id: string, body: SceneBody, draft: boolean): Promise<Scene> =>
  unwrap(client.PUT("/v1/scenes/{scene}", { ...one(id), body: { scene: body, source: "", draft } as never }));
export const deleteScene = (id: string): Promise<Scene> => unwrap(client.DELETE("/v1/scenes/{scene}", one(id)));
export const stepScene = (id: string, step: SceneStep): Promise<Scene> =>
  unwrap(client.POST("/v1/scenes/{scene}/{step}", { params: { path: { scene: id, step } } }));
export const restoreScene = (id: string, version: number): Promise<Scene> =>
  unwrap(client.POST("/v1/scenes/{scene}/restore", { ...one(id), body: { version } }));
export const checkScene = (body: SceneBody): Promise<SceneValid> => unwrap(client.POST("/v1/scenes/validate", { body: { scene: body, source: "" } as never })) as Promise<SceneValid>;
export const checkSceneText = (source: string): Promise<SceneValid> => unwrap(client.POST("/v1/scenes/validate", { body: { source } as never })) as Promise<SceneValid>;
export const lookScene = (body: SceneLookIn): Promise<SceneLook> => unwrap(client.POST("/v1/scenes/preview", { body: body as never }));
export const contextOf = (city: string): Promise<Context> => unwrap(client.GET("/v1/context", { params: { query: { city } } }));
