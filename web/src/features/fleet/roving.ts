interface Place {
  left: number;
  top: number;
}

/** Which tile a key leads to from `at`: along the reading order, or to the nearest of the next line. Null: none. */
export function nextFocus(key: string, at: number, places: readonly Place[]): number | null {
  const here = places[at];
  if (here === undefined) return null;
  switch (key) {
    case 'ArrowRight':
      return at + 1 < places.length ? at + 1 : null;
    case 'ArrowLeft':
      return at > 0 ? at - 1 : null;
    case 'Home':
      return 0;
    case 'End':
      return places.length - 1;
    case 'ArrowDown':
      return nearest(
        here,
        places,
        (place) => place.top > here.top,
        (one, other) => one - other,
      );
    case 'ArrowUp':
      return nearest(
        here,
        places,
        (place) => place.top < here.top,
        (one, other) => other - one,
      );
    default:
      return null;
  }
}

function nearest(here: Place, places: readonly Place[], isBeyond: (place: Place) => boolean, order: (one: number, other: number) => number): number | null {
  const tops = places.filter(isBeyond).map((place) => place.top);
  const line = tops.sort(order)[0];
  if (line === undefined) return null;
  let best: number | null = null;
  places.forEach((place, index) => {
    if (place.top !== line) return;
    const before = best === null ? undefined : places[best];
    if (before === undefined || Math.abs(place.left - here.left) < Math.abs(before.left - here.left)) best = index;
  });
  return best;
}
