// A promise that the test settles itself: to hold a fake's answer back and see what happens meanwhile.

/** A promise with its ends. */
export interface Pending<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes one. */
export function pending<T = void>(): Pending<T> {
  return Promise.withResolvers<T>();
}
