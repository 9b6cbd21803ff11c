const DAY_MS = 86_400_000;
// What cannot be put right better is put at the edge of what the mall takes.
const OLDEST_MS = 30 * DAY_MS;

/** The mall's clock as far as this device can tell: its own, put right by what the last answer said. */
export interface Clock {
  /** Tell whether the mall has said what time it is since the kit was started. */
  isSet(): boolean;
  /** Hear the mall's time (ms) in an answer; 0 says nothing. */
  heard(time: number): void;
  /** Return the mall's time in ms, now or at an instant of the device's clock: never later than now, at most a month ago. */
  at(local?: number): number;
}

/** Return a clock that goes as the device's until it hears better. */
export function clockOf(): Clock {
  let ahead: number | undefined;
  return {
    isSet: () => ahead !== undefined,
    heard: (time) => {
      if (time) ahead = time - Date.now();
    },
    at: (local = Date.now()) => {
      const now = Date.now() + (ahead || 0);
      return Math.max(now - OLDEST_MS, Math.min(now, local + (ahead || 0)));
    },
  };
}
