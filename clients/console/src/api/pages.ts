import { client, unwrap } from "./client";
import type { Listing, MerchRule, MerchRuleIn, PageAsked, PageExplained, RuleKind, RuleMoves } from "./types";

const one = (rule: string) => ({ params: { path: { rule } } });

export const explainPage = (page: PageAsked, about = ""): Promise<PageExplained> =>
  unwrap(client.POST("/v1/page/explain", { body: { page, about, limit: 200 } as never }));
export const merchRules = (removed = false): Promise<Listing<MerchRule>> => unwrap(client.GET("/v1/merch-rules", { params: { query: { removed } } }));
export const merchRuleKinds = (): Promise<Listing<RuleKind>> => unwrap(client.GET("/v1/merch-rules/kinds", {}));
export const saveMerchRule = (rule: string, body: MerchRuleIn): Promise<MerchRule> =>
  unwrap(client.PUT("/v1/merch-rules/{rule}", { ...one(rule), body: body as never }));
export const removeMerchRule = (rule: string): Promise<MerchRule> => unwrap(client.DELETE("/v1/merch-rules/{rule}", one(rule)));
export const undoMerchRule = (rule: string): Promise<MerchRule> => unwrap(client.POST("/v1/merch-rules/{rule}/undo", one(rule)));
export const tryMerchRule = (page: PageAsked, rule: string, data?: MerchRuleIn): Promise<RuleMoves> =>
  unwrap(client.POST("/v1/merch-rules/preview", { body: { page, rule, data } as never }));
