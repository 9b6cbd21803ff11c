import { ask } from "./http";
import type { Listed, Sale } from "./types";

export const getSales = () => ask<Listed<Sale>>("GET", "/v1/live-sales");
