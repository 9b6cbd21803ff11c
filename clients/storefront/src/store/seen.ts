import { forget, recall, remember } from "./kept";

/** Words searched for on this phone, newest first. They stay on the phone. */
const KEY = "searched";
const MOST = 10;

export const searched = (): string[] => recall<string[]>(KEY) ?? [];

export function keepSearch(words: string): void {
  remember(KEY, [words, ...searched().filter((each) => each !== words)].slice(0, MOST));
}

export const forgetSearches = (): void => forget(KEY);
