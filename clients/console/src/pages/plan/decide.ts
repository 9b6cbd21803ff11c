import * as api from "../../api/supply";
import type { Proposal } from "../../api/types";
import { useAct } from "../../compose/act";
import { useTold } from "../../compose/told";
import { useWords } from "../../compose/words";

/** The operator's decisions on proposals; each is told with a way back. */
export function useDecide(changed: () => Promise<unknown>) {
  const { t, count } = useWords();
  const { busy, act } = useAct();
  const tell = useTold();
  const name = (proposal: Proposal) => proposal.title || proposal.sku;

  async function undo(ids: string[]): Promise<void> {
    await act(async () => { for (const id of ids) await api.undo(id); }, () => t("plan.undone"));
    await changed();
  }

  async function decide(ids: string[], write: () => Promise<unknown>, told: string): Promise<void> {
    const done = await act(async () => { await write(); return true; });
    if (done) tell(told, () => undo(ids));
    await changed();
  }

  return {
    busy,
    undo: (proposal: Proposal) => undo([proposal.id]),
    approve: (proposal: Proposal) =>
      decide([proposal.id], () => api.approve(proposal.id), t("plan.approved", { title: name(proposal) })),
    approveMany: (ids: string[]) => decide(ids, () => api.approveMany(ids), t("plan.approvedN", { n: count(ids.length) })),
    reject: (proposal: Proposal, reason: string) =>
      decide([proposal.id], () => api.reject(proposal.id, reason), t("plan.rejected", { title: name(proposal) })),
    edit: (proposal: Proposal, quantity: number) =>
      decide([proposal.id], () => api.edit(proposal.id, quantity), t("plan.edited", { title: name(proposal), n: count(quantity) })),
  };
}
