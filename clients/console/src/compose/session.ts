import { ref, shallowRef } from "vue";

import * as api from "../api/access";
import { type ApiError, keepCsrf, proofAsked } from "../api/client";
import type { Session } from "../api/types";

// One tab, one session: the menus, the user menu and the log-in page share it.
const session = shallowRef<Session | null>(null);
/** Whether a name and password are wanted before anything can be shown. */
const locked = ref(false);

proofAsked.addEventListener("login", () => {
  session.value = null;
  locked.value = true;
});

function take(found: Session): void {
  keepCsrf(found.csrf);
  session.value = found;
  locked.value = false;
}

async function refresh(): Promise<void> {
  await api.session().then(take).catch(() => undefined);
}

/** Log in; the error of a wrong password is given back, null when all is well. */
async function logIn(name: string, password: string): Promise<ApiError | null> {
  try {
    take(await api.logIn(name.trim(), password));
    return null;
  } catch (reason) {
    return reason as ApiError;
  }
}

async function logOut(): Promise<void> {
  await api.logOut().catch(() => undefined);
  keepCsrf("");
  session.value = null;
  locked.value = true;
}

/** Who is logged in and what they may do. */
export function useSession() {
  return {
    session, locked, refresh, logIn, logOut,
    may: (permission: string): boolean => !!session.value?.permissions.includes(permission),
  };
}
