import { client, unwrap } from "./client";
import type { Campaign, CampaignIn, CampaignPreview, Lift, Listing, CampaignProposal } from "./types";

export type CampaignStep = "preview" | "start" | "pause" | "end" | "undo";
const one = (id: string) => ({ params: { path: { id } } });

export const campaigns = (): Promise<Listing<Campaign>> => unwrap(client.GET("/v1/campaigns", {}));
export const campaign = (id: string): Promise<Campaign> => unwrap(client.GET("/v1/campaigns/{id}", one(id)));
export const saveCampaign = (id: string, body: CampaignIn): Promise<Campaign> => unwrap(client.PUT("/v1/campaigns/{id}", { ...one(id), body }));
export const tryCampaign = (body: CampaignIn): Promise<CampaignPreview> => unwrap(client.POST("/v1/campaigns/preview", { body }));
export const campaignLift = (id: string): Promise<Lift> => unwrap(client.GET("/v1/campaigns/{id}/lift", one(id)));
export const stepCampaign = (id: string, step: CampaignStep): Promise<Campaign> =>
  unwrap(client.POST("/v1/campaigns/{id}/{step}", { params: { path: { id, step } } }));
export const campaignProposals = (): Promise<Listing<CampaignProposal>> => unwrap(client.GET("/v1/campaigns/proposals", {}));
export const takeUp = (origin: string, campaign: string): Promise<Campaign> => unwrap(client.POST("/v1/campaigns/proposals", { body: { origin, campaign } }));
