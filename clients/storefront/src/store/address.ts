import { ref } from "vue";

import type { Address } from "../api/types";
import { goTo, spotNow } from "./place";

/** Which address the shopper chose to have things brought to; empty for their default. */
export const chosenAddress = ref("");

/** Choose an address; where it says where it lies, goods are shown as they come there. */
export function chooseAddress({ id, address, place }: Address): void {
  chosenAddress.value = id;
  if (place) goTo({ label: address, longitude: place.longitude, latitude: place.latitude, system: place.system ?? "wgs84", city: "", address: id });
}

/** The chosen address of a list, also of an earlier visit as long as goods are shown as they come there; else the default, else nothing. */
export function addressOf(all: readonly Address[]): Address | undefined {
  const wanted = chosenAddress.value || spotNow.value?.address;
  return all.find((each) => each.id === wanted) ?? all.find((each) => each.is_default) ?? all[0];
}
