import { onUnmounted, ref, shallowRef } from "vue";

import { job as readJob } from "../api/operations";
import type { Job } from "../api/types";
import { isRunning, useMall } from "./mall";

/** Follow a job to its end; `ended` is called once with it. */
export function useFollow(ended: (job: Job) => unknown) {
  const { refreshJobs } = useMall();
  const job = shallowRef<Job | null>(null);
  const running = ref(false);
  let timer: ReturnType<typeof setTimeout>;

  async function look(id: string): Promise<void> {
    job.value = await readJob(id).catch(() => job.value);
    running.value = job.value !== null && isRunning(job.value);
    if (running.value) timer = setTimeout(() => look(id), 500);
    else if (job.value) await Promise.all([ended(job.value), refreshJobs()]);
  }

  function follow(id: string): void {
    running.value = true;
    void look(id);
    void refreshJobs();
  }
  onUnmounted(() => clearTimeout(timer));
  return { job, running, follow };
}
