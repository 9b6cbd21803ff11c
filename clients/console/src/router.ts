import { createRouter, createWebHashHistory } from "vue-router";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", redirect: "/board" },
    { path: "/board", component: () => import("./pages/board/BoardPage.vue") },
    { path: "/shoppers", component: () => import("./pages/shoppers/ShoppersPage.vue") },
    { path: "/shoppers/:id", component: () => import("./pages/shoppers/ShopperPage.vue"), props: true },
    { path: "/segments", component: () => import("./pages/segments/SegmentsPage.vue") },
    { path: "/stock", component: () => import("./pages/stock/StockPage.vue") },
    { path: "/proposals", component: () => import("./pages/plan/PlanPage.vue") },
    { path: "/failed", component: () => import("./pages/failed/FailedPage.vue") },
    { path: "/start", component: () => import("./pages/start/StartPage.vue") },
    { path: "/:rest(.*)*", component: () => import("./pages/NotFound.vue") },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
