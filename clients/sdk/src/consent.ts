import type { Store } from "./store";

/** What the shopper decided on this device. */
export interface Choice {
  /** Whether events may leave; undefined = nobody has asked yet: nothing leaves, and what happens is only in the memory. */
  mayTell?: boolean;
  /** Whether pages may follow what this shopper likes. */
  isPersonal?: boolean;
}

/** The decision, remembered. */
export interface Consent {
  /** Read what was decided in an earlier sitting; what was decided in this one stands. */
  load(): Promise<void>;
  choice(): Choice;
  decide(choice: Choice): void;
}

const KEY = "consent";

/** Return the consent of this device. */
export function consentIn(store: Store): Consent {
  let choice: Choice = {};
  return {
    load: async () => {
      choice = { ...(await store.read<Choice>(KEY)), ...choice };
    },
    choice: () => choice,
    decide: (now) => {
      choice = { ...choice, ...now };
      store.write(KEY, choice);
    },
  };
}
