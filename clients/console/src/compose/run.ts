import { MessagePlugin } from "tdesign-vue-next";
import { computed, ref } from "vue";

import type { ApiError } from "../api/client";
import { startRun } from "../api/operations";
import { isRunning, useMall } from "./mall";
import { useWords } from "./words";

/** Start the main job and follow it. */
export function useRun() {
  const { t, say } = useWords();
  const { jobs, refreshJobs } = useMall();
  const asking = ref(false);
  const latest = computed(() => jobs.value.find((job) => job.kind === "run") ?? null);
  const running = computed(() => latest.value !== null && isRunning(latest.value));

  async function run(): Promise<void> {
    asking.value = true;
    try {
      await startRun();
      void MessagePlugin.success(t("jobs.started"));
      await refreshJobs();
    } catch (reason) {
      void MessagePlugin.error(say((reason as ApiError).text));
    } finally {
      asking.value = false;
    }
  }
  return { run, asking, running, latest };
}
