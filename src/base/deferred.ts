// Things that are made at first use: single values, and whole ports whose every method is asynchronous.

/** Makes the value once, at the first call; a failure is not kept, so the next call tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** An object all of whose properties are functions that give promises. */
export type AsyncPort<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => Promise<R> : never;
};

/** A port whose implementation is loaded at the first call of any of its methods. */
export function deferredPort<T extends AsyncPort<T>>(load: () => Promise<T>): T {
  const get = lazy(load);
  return new Proxy({} as T, {
    get: (_target, name) =>
      // A promise-like object would be unwrapped by `await`, so `then` must stay absent.
      name === 'then' || typeof name === 'symbol'
        ? undefined
        : async (...args: unknown[]): Promise<unknown> => {
            const port = await get();
            const method = port[name as keyof T] as unknown as (...all: unknown[]) => unknown;
            return method.apply(port, args);
          },
  });
}
