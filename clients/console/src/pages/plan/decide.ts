import * as api from "../../api/supply";
import type { Approved, Proposal } from "../../api/types";
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

  /** Approve many and say how many it were; with their ids known there is a way back. */
  async function many(ids: string[], write: () => Promise<Approved>): Promise<void> {
    const done = await act(write);
    if (done) {
      const short = done.short ?? [];
      const told = t("plan.approvedN", { n: count(done.approved) }) + (short.length ? ` · ${t("plan.short", { n: count(short.length) })}` : "");
      tell(told, ids.length ? () => undo(ids.filter((id) => !short.includes(id))) : undefined);
    }
    await changed();
  }

  return {
    busy,
    undo: (proposal: Proposal) => undo([proposal.id]),
    approve: (proposal: Proposal) =>
      decide([proposal.id], () => api.approve(proposal.id), t("plan.approved", { title: name(proposal) })),
    approveMany: (ids: string[]) => many(ids, () => api.approveMany(ids)),
    approveAll: (asked: api.ProposalAsk) => many([], () => api.approveAll(asked)),
    reject: (proposal: Proposal, reason: string) =>
      decide([proposal.id], () => api.reject(proposal.id, reason), t("plan.rejected", { title: name(proposal) })),
    edit: (proposal: Proposal, quantity: number) =>
      decide([proposal.id], () => api.edit(proposal.id, quantity), t("plan.edited", { title: name(proposal), n: count(quantity) })),
  };
}
