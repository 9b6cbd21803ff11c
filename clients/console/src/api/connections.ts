import { client, unwrap } from "./client";
import type { Connectors, DeliveryShown, HookList, Job, OutgoingList, TopicList, Tried, Webhook, WebhookList, WebhookMade } from "./types";

export interface WebhookForm { name: string; url: string; topics: string[] }
export interface MallForm { mall: string; dsn: string; consented: string }
const of = (webhook: string) => ({ params: { path: { webhook } } });

export const connectors = (): Promise<Connectors> => unwrap(client.GET("/v1/connectors", {}));
export const pullNow = (): Promise<Job> => unwrap(client.POST("/v1/connectors/pull", {}));
export const tryMall = (body: MallForm): Promise<Job> => unwrap(client.POST("/v1/connectors/try", { body }));
export const readMall = (body: MallForm): Promise<Job> => unwrap(client.POST("/v1/connectors/read", { body }));
export const hooks = (): Promise<HookList> => unwrap(client.GET("/v1/hooks", {}));
export const hookSecret = (hook: string): Promise<{ secret: string }> => unwrap(client.GET("/v1/hook-secrets/{hook}", { params: { path: { hook } } }));
export const newHookSecret = (hook: string): Promise<{ secret: string }> => unwrap(client.POST("/v1/hook-secrets/{hook}", { params: { path: { hook } } }));

export const topics = (): Promise<TopicList> => unwrap(client.GET("/v1/webhooks/topics", {}));
export const webhooks = (): Promise<WebhookList> => unwrap(client.GET("/v1/webhooks", {}));
export const putWebhook = (webhook: string, body: WebhookForm): Promise<WebhookMade> => unwrap(client.PUT("/v1/webhooks/{webhook}", { ...of(webhook), body }));
export const deleteWebhook = (webhook: string): Promise<unknown> => unwrap(client.DELETE("/v1/webhooks/{webhook}", of(webhook)));
export const webhookSecret = (webhook: string): Promise<{ secret: string }> => unwrap(client.POST("/v1/webhooks/{webhook}/secret", of(webhook)));
export const tryWebhook = (webhook: string): Promise<Tried> => unwrap(client.POST("/v1/webhooks/{webhook}/test", of(webhook)));
export const pauseWebhook = (webhook: string): Promise<Webhook> => unwrap(client.POST("/v1/webhooks/{webhook}/pause", of(webhook)));
export const resumeWebhook = (webhook: string, skip: boolean): Promise<Webhook> => unwrap(client.POST("/v1/webhooks/{webhook}/resume", { ...of(webhook), body: { skip } }));
export const retryWebhook = (webhook: string): Promise<{ messages: number }> => unwrap(client.POST("/v1/webhooks/{webhook}/retry", of(webhook)));
export const waitingFor = (to: string, after = ""): Promise<OutgoingList> => unwrap(client.GET("/v1/deliveries", { params: { query: { to, after, limit: 20 } } }));
export const delivery = (id: string): Promise<DeliveryShown> => unwrap(client.GET("/v1/deliveries/{id}", { params: { path: { id } } }));
export const dropDelivery = (id: string): Promise<unknown> => unwrap(client.DELETE("/v1/deliveries/{id}", { params: { path: { id } } }));
