import { useAct } from "./act";
import { useConfirm } from "./confirm";
import { useTold } from "./told";
import { useWords } from "./words";

/**
 * What the buttons of a thing with states do: take a step, say so and offer the way back; `last` is asked for first.
 * `reload` is a function and no event: undo is offered for longer than a card that moves to another group is there.
 */
export function useSteps<S extends string>(
  words: string, name: () => string, step: (what: S | "undo") => Promise<unknown>, reload: () => unknown, last?: S,
) {
  const { t } = useWords();
  const { act, busy } = useAct();
  const tell = useTold();
  const confirm = useConfirm();

  async function undo(): Promise<void> {
    await act(() => step("undo"), () => t("plan.undone"));
    await reload();
  }
  async function take(what: S): Promise<void> {
    if (await act(() => step(what))) tell(t(`${words}.told.${what}`, { name: name() }), undo);
    await reload();
  }
  const ask = (what: S) => (what === last ? confirm(t(`${words}.steps.${what}`), t(`${words}.${what}Sure`), () => take(what), "danger") : take(what));
  return { act, ask, busy, tell, undo };
}
