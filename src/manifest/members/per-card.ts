/** Caches a value that depends on a card alone; it is computed once for each card. */
export function perCard<Card extends object, Value>(make: (card: Card) => Value): (card: Card) => Value {
  const made = new WeakMap<Card, { readonly value: Value }>();
  return (card) => {
    const known = made.get(card);
    if (known) return known.value;
    const value = make(card);
    made.set(card, { value });
    return value;
  };
}
