import { enter, leave } from "../store/session";
import { type Asked, Failure, type Method, send } from "./wire";

export { Failure, newId } from "./wire";

/** Ask the mall as this shopper; a token that has run out is renewed once. Throws Failure. */
export async function ask<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
  try {
    return await send<T>(method, path, asked, (await enter()).token);
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.status !== 401) throw failure;
    leave();
    return send<T>(method, path, asked, (await enter()).token);
  }
}
