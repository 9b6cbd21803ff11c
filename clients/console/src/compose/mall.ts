import { computed, ref, shallowRef } from "vue";

import type { ApiError } from "../api/client";
import * as api from "../api/operations";
import type { Job, Status } from "../api/types";
import type { MallTerms } from "../format";

// One mall, one tab: the status and the jobs are shared by the header, the first-run page and the lists.
const status = shallowRef<Status | null>(null);
const lost = shallowRef<ApiError | null>(null);
const jobs = shallowRef<Job[]>([]);
/** Counts finished jobs, so that a view can reload when new results are there. */
const finished = ref(0);

const RUNNING = new Set(["queued", "running"]);
export const isRunning = (job: Job): boolean => RUNNING.has(job.state);

async function refresh(): Promise<void> {
  try {
    status.value = await api.status();
    lost.value = null;
  } catch (reason) {
    lost.value = reason as ApiError;
  }
}

async function refreshJobs(): Promise<void> {
  const running = jobs.value.filter(isRunning).map((job) => job.id);
  const answer = await api.jobs().catch(() => null);
  if (!answer) return;
  jobs.value = answer.items;
  if (answer.items.some((job) => running.includes(job.id) && !isRunning(job))) {
    finished.value += 1;
    await refresh();
  }
}

const terms = computed<MallTerms>(() => ({
  currency: status.value?.currency ?? "CNY",
  timezone: status.value?.timezone ?? "Asia/Shanghai",
}));

/** The mall's status, terms and running work. */
export function useMall() {
  return {
    status, lost, jobs, finished,
    terms, refresh, refreshJobs,
  };
}
