import { computed, onMounted, ref, type Ref } from "vue";
import { useRouter } from "vue-router";

import { useAct } from "./act";
import { useTold } from "./told";
import { useWords } from "./words";

interface Way<D, K> {
  read: (id: string) => Promise<K>;
  from: (kept: K) => D;
  write: (id: string, draft: D) => Promise<K>;
  undo: (id: string) => Promise<unknown>;
  canUndo: (kept: K) => boolean;
  /** The path to go to when it is saved. */
  to: (id: string) => string;
}

/** A draft in a form: read when something exists already, saved under its id, with a way back to what was before. */
export function useEditing<D extends { id: string }, K>(words: string, id: string | undefined, blank: D, way: Way<D, K>) {
  const { t } = useWords();
  const { act, busy } = useAct();
  const tell = useTold();
  const router = useRouter();
  const draft = ref(blank) as Ref<D>;
  const slug = computed(() => (id ?? draft.value.id).trim().toLowerCase().replace(/[^a-z0-9_]+/g, "_"));

  onMounted(async () => {
    const kept = id ? await act(() => way.read(id)) : null;
    if (kept) draft.value = way.from(kept);
  });
  async function save(): Promise<void> {
    const kept = await act(() => way.write(slug.value, draft.value));
    if (!kept) return;
    tell(t(`${words}.saved`), way.canUndo(kept) ? () => act(() => way.undo(slug.value), () => t("plan.undone")) : undefined);
    await router.push(way.to(slug.value));
  }
  return { busy, draft, save, slug };
}
