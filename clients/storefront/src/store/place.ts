import { computed, ref } from "vue";

import type { Place } from "../api/types";
import { follow, recall, remember } from "./kept";

/** Where the goods go: an address of the shopper (its id), or a spot near a shop. Decides what can be delivered, and how soon. */
export interface Spot {
  label: string;
  longitude: number;
  latitude: number;
  system: string;
  city: string;
  address?: string;
}

const KEY = "place";
const spot = ref<Spot | null>(recall<Spot>(KEY));
follow<Spot>(KEY, (theirs) => (spot.value = theirs));

export const spotNow = computed(() => spot.value);

/** Take a spot as the one where goods go. */
export function goTo(next: Spot | null): void {
  spot.value = next;
  remember(KEY, next);
}

/** The coordinates as the mall takes them, undefined while no spot is known. */
export function place(): Place | undefined {
  const here = spot.value;
  return here ? { longitude: here.longitude, latitude: here.latitude, system: here.system } : undefined;
}
