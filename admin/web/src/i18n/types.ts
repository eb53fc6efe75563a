/** A number that decides about singular and plural. */
export type Count = number;

/** The same catalogue with other words: same keys, same arguments. */
export type Translated<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : T extends readonly string[]
      ? readonly string[]
      : { [K in keyof T]: Translated<T[K]> };
